package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.reason.Reason;
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
    private final IdleSessions ground = new IdleSessions(new FailingFor("faulty"));
    private final Sessions sessions = ground.sessions();

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void a_session_that_fails_keeps_no_other_of_a_revoked_certificate_alive() throws Exception {
        ClosingLink faulty = open("faulty");
        ClosingLink sound = open("sound");

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

    private ClosingLink open(String clientId) throws Exception {
        ClosingLink link = new ClosingLink();
        link.session = ground.open(link, clientId, null);
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

    /** Takes its session's connection away when it is closed, as a real one does. */
    private static final class ClosingLink extends IdleLink {
        private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
        private @Nullable Session session;

        @Override
        public void close(CloseReason reason) {
            closed.complete(reason);
            Objects.requireNonNull(session).detach(this, Ending.of(reason));
        }
    }
}
