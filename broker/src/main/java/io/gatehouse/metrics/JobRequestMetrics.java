package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** What devices ask about their jobs, and what they are told without asking. Any thread. */
public final class JobRequestMetrics {
    private final MeterRegistry registry;
    private final Map<Answered, Counter> answers = new ConcurrentHashMap<>();
    private final Counter published;
    private final Counter unheard;
    private final Counter dropped;

    private record Answered(String operation, String outcome) {}

    JobRequestMetrics(MeterRegistry registry) {
        this.registry = registry;
        // there from the start, so that the first one is a rise
        for (String operation : List.of(
                "GetPendingJobExecutions",
                "StartNextPendingJobExecution",
                "DescribeJobExecution",
                "UpdateJobExecution")) {
            var _ = counter(new Answered(operation, "accepted"));
        }
        this.published = notices("published");
        this.unheard = notices("unheard");
        this.dropped = notices("dropped");
    }

    /**
     * @param operation one of the four of {@code iot-jobs-data}, or {@code none}
     * @param outcome {@code accepted}, or the error code of the device API, of which there are nine
     */
    public void answered(String operation, String outcome) {
        counter(new Answered(operation, outcome)).increment();
    }

    private Counter counter(Answered answered) {
        return answers.computeIfAbsent(
                answered,
                one -> Counter.builder("gatehouse.jobs.requests")
                        .description("Requests of devices about their jobs, by operation and outcome")
                        .tag("operation", one.operation())
                        .tag("outcome", one.outcome())
                        .register(registry));
    }

    private Counter notices(String outcome) {
        return Counter.builder("gatehouse.jobs.notices")
                .description("Messages to notify and notify-next of things, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** @param count things whose jobs have changed and of whom nothing was published yet */
    public void waiting(IntSupplier count) {
        Gauge.builder("gatehouse.jobs.notices.waiting", count, IntSupplier::getAsInt)
                .description("Things whose jobs have changed and of whom nothing was published yet")
                .strongReference(true)
                .register(registry);
    }

    /** One went to those who subscribed. */
    public void noticePublished() {
        published.increment();
    }

    /** One was not made, because nobody had subscribed. */
    public void noticeUnheard() {
        unheard.increment();
    }

    /** Some are lost to somebody who had subscribed, or would have. */
    public void noticesDropped(int notices) {
        dropped.increment(notices);
    }
}
