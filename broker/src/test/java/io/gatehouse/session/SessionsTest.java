package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.ClientCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SessionsTest {
    private static final X509Certificate LEAF =
            RunningBroker.stranger("anybody").issued().leaf();

    private final IdleSessions ground = new IdleSessions(new FailingFor("faulty"));
    private final Sessions sessions = ground.sessions();

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void a_session_that_fails_keeps_no_other_of_a_revoked_certificate_alive() throws Exception {
        FakeLink faulty = open("faulty");
        FakeLink sound = open("sound");

        try (var _ = ExpectedErrors.expect("provoked")) {
            sessions.rightsChanged(Set.of("certificate")).get(10, TimeUnit.SECONDS);
        }

        assertThat(faulty.closed)
                .isCompletedWithValue(new CloseReason.RightsWithdrawn(Reason.CERTIFICATE_REVOKED, null));
        assertThat(sound.closed)
                .isCompletedWithValue(new CloseReason.RightsWithdrawn(Reason.CERTIFICATE_REVOKED, null));
    }

    @Test
    void a_change_that_concerns_a_fleet_lets_others_have_their_turn_meanwhile() throws Exception {
        open("device");
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Integer> askedWhenAnotherHadItsTurn = new CompletableFuture<>();

        sessions.onEveryLoop(here -> {
                    List<Session> many = Collections.nCopies(1000, Objects.requireNonNull(here.find("device")));
                    new SessionWalk(ground.loop(), many, session -> asked.incrementAndGet(), done).run();
                    ground.loop().post(() -> askedWhenAnotherHadItsTurn.complete(asked.get()));
                })
                .get(10, TimeUnit.SECONDS);

        assertThat(askedWhenAnotherHadItsTurn.get(10, TimeUnit.SECONDS)).isLessThan(1000);
        assertThat(done).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(asked).hasValue(1000);
    }

    private FakeLink open(String clientId) throws Exception {
        FakeLink link = new FakeLink();
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
        sessions.onEveryLoop(here -> {
                    Opening.Opened opened = (Opening.Opened) here.open(
                            link,
                            connect,
                            clientId,
                            new Principal("certificate", null),
                            new Origin("mqtts", "127.0.0.1", 1, false, false),
                            Rights.Standing.granted(Permissions.NONE, Long.MAX_VALUE),
                            _ -> Rights.Standing.refused(Reason.CERTIFICATE_REVOKED, null));
                    link.session = opened.session();
                    opened.session().resume();
                })
                .get(10, TimeUnit.SECONDS);
        return link;
    }

    private record FailingFor(String clientId) implements Lifecycle {
        @Override
        public void connected(Session session, ConnectionInfo connection) {}

        @Override
        public void disconnected(Session session, ConnectionInfo connection, Ending ending) {
            if (session.clientId().equals(clientId)) {
                throw new IllegalStateException("provoked");
            }
        }

        @Override
        public void subscribed(Session session, ConnectionInfo connection, List<String> filters) {}

        @Override
        public void unsubscribed(Session session, ConnectionInfo connection, List<String> filters) {}
    }

    private static final class FakeLink implements Link {
        private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
        private @Nullable Session session;

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
        public void close(CloseReason reason) {
            closed.complete(reason);
            Objects.requireNonNull(session).detach(this, Ending.of(reason));
        }

        @Override
        public ClientCertificate certificate() {
            return new ClientCertificate(LEAF, null);
        }

        @Override
        public ConnectionInfo info() {
            return new ConnectionInfo(
                    "id",
                    "mqtts",
                    "peer",
                    "address",
                    "mqtt5",
                    "TLSv1.3",
                    "suite",
                    null,
                    null,
                    false,
                    0,
                    true,
                    Instant.EPOCH,
                    null,
                    new ConnectionInfo.Route(false, "127.0.0.1", 8883));
        }
    }
}
