package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/** What bulk registration made of the lines of its files. Any thread. */
public final class BulkRegistrationMetrics {
    private final MeterRegistry registry;
    private final Counter registered;
    private final Counter failed;

    BulkRegistrationMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.registered = counter(registry, "registered");
        this.failed = counter(registry, "failed");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("gatehouse.bulk.registration.lines")
                .description("Lines of the files of bulk registration, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** A line has made a device, or had made it before. */
    public void registered() {
        registered.increment();
    }

    /** A line is in the report of errors. */
    public void failed() {
        failed.increment();
    }

    /** @param count tasks that are worked on or wait */
    public void unfinished(IntSupplier count) {
        Gauge.builder("gatehouse.bulk.registration.tasks", count, IntSupplier::getAsInt)
                .description("Tasks of bulk registration that are being worked on or wait")
                .strongReference(true)
                .register(registry);
    }
}
