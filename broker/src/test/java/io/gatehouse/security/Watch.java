package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.reason.Reason;
import java.time.Duration;
import java.util.Locale;

/** What one reason's counter shows from now on. */
record Watch(RunningBroker broker, String series, double before) {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    static Watch on(RunningBroker broker, String series) {
        return new Watch(broker, series, broker.metric(series));
    }

    static Watch refusals(RunningBroker broker, Reason reason) {
        return on(
                broker,
                "gatehouse_refusals_total{reason=\"" + reason + "\",stage=\""
                        + reason.stage().name().toLowerCase(Locale.ROOT) + "\"}");
    }

    static Watch disconnects(RunningBroker broker, Reason reason) {
        return on(broker, "gatehouse_disconnects_total{initiator=\"server\",reason=\"" + reason + "\"}");
    }

    static Watch drops(RunningBroker broker, Reason reason) {
        return on(broker, "gatehouse_messages_dropped_total{reason=\"" + reason + "\"}");
    }

    /**
     * Shown by the broker's own measurement: since it started, no change of rights took longer than a second from its
     * answer until every live session had acted by it.
     */
    static void everyChangeReachedTheSessionsWithinASecond(RunningBroker broker) {
        String propagation = "gatehouse_policy_propagation_seconds_";
        double changes = broker.metric(propagation + "count");
        assertThat(changes).isPositive();
        assertThat(broker.metric(propagation + "bucket{le=\"1.0\"}"))
                .as(
                        "changes that reached every session within a second, of %s; the slowest in seconds: %s",
                        changes, broker.metric(propagation + "max"))
                .isEqualTo(changes);
    }

    double rise() {
        return broker.metric(series) - before;
    }

    /** Counters are written after the peer was told; the last of them may come a moment later. */
    void rose(double by) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> rise() >= by);
        assertThat(rise()).as(series).isEqualTo(by);
    }

    void roseToAtLeast(double by) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> rise() >= by);
    }
}
