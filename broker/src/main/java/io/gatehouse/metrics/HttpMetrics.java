package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Requests over HTTPS: how many, of what, how they were answered, how long it took. Any thread. */
public final class HttpMetrics {
    private record Kind(String operation, int status) {}

    private final MeterRegistry registry;
    private final Map<Kind, Counter> requests = new ConcurrentHashMap<>();
    private final Map<String, Timer> durations = new ConcurrentHashMap<>();

    HttpMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * A request was answered.
     *
     * @param operation one of a fixed list of names, never what the peer wrote
     * @param nanos from the end of its head to its answer
     */
    public void answered(String operation, int status, long nanos) {
        requests.computeIfAbsent(new Kind(operation, status), this::counter).increment();
        durations.computeIfAbsent(operation, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Counter counter(Kind kind) {
        return Counter.builder("gatehouse.http.requests")
                .description("Requests over HTTPS that were answered")
                .tag("operation", kind.operation())
                .tag("status", Integer.toString(kind.status()))
                .register(registry);
    }

    private Timer timer(String operation) {
        return Timer.builder("gatehouse.http.request.duration")
                .description("From the end of a request's head to its answer")
                .tag("operation", operation)
                .serviceLevelObjectives(
                        Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(registry);
    }
}
