package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Readings of files while the broker runs. Any thread. */
public final class ReloadMetrics {
    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> broken = new ConcurrentHashMap<>();

    ReloadMetrics(MeterRegistry registry) {
        this.registry = registry;
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
        broken.computeIfAbsent(part, this::register).set(failing ? 1 : 0);
    }

    private AtomicInteger register(String part) {
        AtomicInteger state = new AtomicInteger();
        Gauge.builder("gatehouse.reload.failing", state, AtomicInteger::get)
                .description("1 while what is on the disk cannot be used and the broker goes on with what it had")
                .tag("part", part)
                .strongReference(true)
                .register(registry);
        return state;
    }
}
