package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.events.ThingPresence;
import io.gatehouse.indexing.Connectivity;
import io.gatehouse.indexing.LastConnections;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What fleet indexing hears of real sessions, which only this package can open without a network. */
final class ThingPresenceTest {
    private static final long NOW = new HandClock().wallMillis();

    private Registry registry;
    private LastConnections connections;
    private IdleSessions ground;

    @BeforeEach
    void open() throws Exception {
        registry =
                Registry.open(new MemoryKeyValue(), RunningBroker.SCOPE, RegistryLimits.STRICT, InstantSource.system());
        registry.createThing("lamp", null, Map.of());
        connections = LastConnections.of(registry);
        ground = new IdleSessions(new ThingPresence(connections, new HandClock()));
    }

    @AfterEach
    void close() {
        ground.close();
        registry.close();
    }

    @Test
    void a_thing_is_connected_with_its_session_and_its_end_has_awss_word() throws Exception {
        Session session = opened("lamp", "lamp");
        assertThat(connections.of("lamp")).isEqualTo(new Connectivity("lamp", true, NOW, null, 0, true, 0));

        onLoop(_ ->
                session.detach(Objects.requireNonNull(session.link()), Ending.of(new CloseReason.KeepAliveExpired())));

        assertThat(connections.of("lamp"))
                .isEqualTo(new Connectivity("lamp", false, NOW, "MQTT_KEEP_ALIVE_TIMEOUT", 0, true, 0));
    }

    @Test
    void a_connection_that_stands_for_no_thing_is_nobodys_connectivity() throws Exception {
        opened("lamp", null);

        assertThat(connections.of("lamp")).isNull();
    }

    private Session opened(String clientId, @Nullable String thing) throws Exception {
        CompletableFuture<Session> session = new CompletableFuture<>();
        Connect connect = new Connect(
                ProtocolVersion.MQTT_5,
                clientId,
                true,
                0,
                0,
                10,
                Integer.MAX_VALUE,
                0,
                false,
                true,
                List.of(),
                null,
                null,
                null);
        onLoop(here -> {
            Opening.Opened opened = (Opening.Opened) here.open(
                    new OpenLink(),
                    connect,
                    clientId,
                    new Principal("certificate", thing),
                    new Origin("mqtts", "127.0.0.1", 1, false, false),
                    Rights.Standing.granted(Permissions.NONE, Long.MAX_VALUE),
                    _ -> Rights.Standing.refused(Reason.CERTIFICATE_REVOKED, null));
            opened.session().resume();
            session.complete(opened.session());
        });
        return session.join();
    }

    private void onLoop(Consumer<Sessions.OfLoop> action) throws Exception {
        ground.sessions().onEveryLoop(action).get(10, TimeUnit.SECONDS);
    }

    /** A connection on which nothing is sent. */
    private static final class OpenLink implements Link {
        @Override
        public void send(Packet packet) {}

        @Override
        public boolean publish(
                Message message, Qos qos, boolean retain, SubscriptionIds ids, int packetId, boolean duplicate) {
            return true;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void holdReading(boolean hold) {}

        @Override
        public void pauseReading() {}

        @Override
        public void close(CloseReason reason) {}

        @Override
        public ClientCertificate certificate() {
            return FakeWorld.CERTIFICATE;
        }

        @Override
        public ConnectionInfo info() {
            return FakeLink.INFO;
        }
    }
}
