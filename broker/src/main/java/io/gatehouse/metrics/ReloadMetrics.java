package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Readings of files while the broker runs. Any thread. */
public final class ReloadMetrics {
    private final MeterRegistry registry;
    private final Map<String, Part> parts = new ConcurrentHashMap<>();

    private static final class Part {
        private volatile boolean failing;
        private volatile long succeededAtMillis = System.currentTimeMillis();
    }

    ReloadMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows a part from the start on, which read it: as far as is known it is good. */
    public void watching(String part) {
        var _ = parts.computeIfAbsent(part, this::register);
    }

    /**
     * @param part such as "server certificates"
     * @param outcome {@code changed}, {@code unchanged} or {@code failed}
     * @param failing whether what is on the disk now cannot be used
     */
    public void reloaded(String part, String outcome, boolean failing) {
        Counter.builder("gatehouse.reloads")
                .description("Readings of files while the broker runs, by what came of them")
                .tag("part", part)
                .tag("outcome", outcome)
                .register(registry)
                .increment();
        Part state = parts.computeIfAbsent(part, this::register);
        state.failing = failing;
        if (!failing) {
            state.succeededAtMillis = System.currentTimeMillis();
        }
    }

    private Part register(String name) {
        Part part = new Part();
        Gauge.builder("gatehouse.reload.failing", part, of -> of.failing ? 1 : 0)
                .description("1 while what is on the disk cannot be used and the broker goes on with what it had")
                .tag("part", name)
                .strongReference(true)
                .register(registry);
        Gauge.builder("gatehouse.reload.last.success.timestamp", part, of -> of.succeededAtMillis / 1e3)
                .description("When a part was last read and could be used, in seconds since the epoch")
                .baseUnit("seconds")
                .tag("part", name)
                .strongReference(true)
                .register(registry);
        return part;
    }
}
