package io.gatehouse.history;

import static io.gatehouse.history.ExplanationPace.EACH_SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.Refusals;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What of a refusal stands in the history of its client. */
class RefusalHistoryTest {
    private long now = 1_000_000_000L;
    private final Clock clock = new Clock() {
        @Override
        public long wallMillis() {
            return TimeUnit.NANOSECONDS.toMillis(now);
        }

        @Override
        public long monotonicNanos() {
            return now;
        }
    };
    private final ClientHistory history =
            new ClientHistory(new MemoryKeyValue(), new HistoryLimits(50, 10_000, 8 << 20), new Intake(8 << 20));
    private final RefusalHistory listener = new RefusalHistory(history, clock);

    @AfterEach
    void close() {
        history.close();
    }

    private void refuse(Reason reason, String clientId, Facts facts) {
        Client client = Client.at("mqtts", "10.0.0.7:4711").named(clientId, Events.CERTIFICATE, null);
        try (var metrics = new Metrics(1);
                var refusals = new Refusals(metrics, List.of(listener), clock)) {
            refusals.refused(reason, client, () -> facts);
        }
    }

    private void denied(Reason reason, String clientId) {
        refuse(reason, clientId, Facts.denied(new Denial(Permissions.NONE, Action.CONNECT, clientId)));
    }

    private String detailOf(String clientId) {
        return String.valueOf(history.of(clientId).getFirst().detail());
    }

    @Test
    void a_refusal_by_policy_is_explained() {
        denied(Reason.CONNECT_NOT_AUTHORIZED, "lamp");

        assertThat(detailOf("lamp")).isEqualTo("client/lamp: no statement matched");
    }

    @Test
    void in_a_flood_of_one_reason_most_say_what_was_asked_for_and_every_one_is_there() {
        for (int device = 0; device < 2 * EACH_SECOND; device++) {
            denied(Reason.CONNECT_NOT_AUTHORIZED, "lamp-" + device);
        }

        assertThat(detailOf("lamp-" + (EACH_SECOND - 1))).contains("no statement matched");
        assertThat(detailOf("lamp-" + EACH_SECOND)).isEqualTo("client/lamp-" + EACH_SECOND);
        assertThat(history.of("lamp-" + (2 * EACH_SECOND - 1))).hasSize(1);
    }

    @Test
    void a_flood_of_one_reason_takes_no_explanation_from_another_and_a_second_later_it_has_its_own_again() {
        for (int device = 0; device < 2 * EACH_SECOND; device++) {
            denied(Reason.CONNECT_NOT_AUTHORIZED, "lamp-" + device);
        }

        denied(Reason.PUBLISH_NOT_AUTHORIZED, "door");
        assertThat(detailOf("door")).contains("no statement matched");

        now += TimeUnit.SECONDS.toNanos(1);
        denied(Reason.CONNECT_NOT_AUTHORIZED, "late");
        assertThat(detailOf("late")).contains("no statement matched");
    }

    @Test
    void what_is_known_without_looking_is_said_in_a_flood_too() {
        for (int device = 0; device < 2 * EACH_SECOND; device++) {
            refuse(Reason.CLIENT_ID_INVALID, "lamp-" + device, Facts.of("client id: too long"));
        }

        assertThat(detailOf("lamp-" + (2 * EACH_SECOND - 1))).isEqualTo("client id: too long");
    }
}
