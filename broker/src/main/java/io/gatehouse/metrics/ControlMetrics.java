package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Requests at the control plane. Any thread. */
public final class ControlMetrics {
    private final MeterRegistry registry;
    private final Map<Integer, Counter> answers = new ConcurrentHashMap<>();

    ControlMetrics(MeterRegistry registry) {
        this.registry = registry;
        var _ = counter(200); // there from the start, so that the first one is a rise
        var _ = counter(403);
    }

    /** @param status of HTTP; those that the control plane has are a short list, of which AWS's errors are made */
    public void answered(int status) {
        counter(status).increment();
    }

    private Counter counter(int status) {
        return answers.computeIfAbsent(
                status,
                answered -> Counter.builder("gatehouse.control.requests")
                        .description("Requests at the control plane that were answered, by status")
                        .tag("status", Integer.toString(answered))
                        .register(registry));
    }
}
