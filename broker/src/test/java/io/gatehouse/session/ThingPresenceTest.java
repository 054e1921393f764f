package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.events.ThingPresence;
import io.gatehouse.indexing.Connectivity;
import io.gatehouse.indexing.LastConnections;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
        Session session = ground.open(new IdleLink(), "lamp", "lamp");
        assertThat(connections.of("lamp")).isEqualTo(new Connectivity("lamp", true, NOW, null, 0, true, 0));

        onLoop(_ ->
                session.detach(Objects.requireNonNull(session.link()), Ending.of(new CloseReason.KeepAliveExpired())));

        assertThat(connections.of("lamp"))
                .isEqualTo(new Connectivity("lamp", false, NOW, "MQTT_KEEP_ALIVE_TIMEOUT", 0, true, 0));
    }

    @Test
    void a_connection_that_stands_for_no_thing_is_nobodys_connectivity() throws Exception {
        ground.open(new IdleLink(), "lamp", null);

        assertThat(connections.of("lamp")).isNull();
    }

    private void onLoop(Consumer<Sessions.OfLoop> action) throws Exception {
        ground.sessions().onEveryLoop(action).get(10, TimeUnit.SECONDS);
    }
}
