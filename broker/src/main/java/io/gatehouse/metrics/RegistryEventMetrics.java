package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the events of the registry that are turned on. Any thread. */
public final class RegistryEventMetrics {
    private final Counter published;
    private final Counter unheard;
    private final Counter dropped;

    RegistryEventMetrics(MeterRegistry registry) {
        this.published = counter(registry, "published");
        this.unheard = counter(registry, "unheard");
        this.dropped = counter(registry, "dropped");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("gatehouse.registry.events")
                .description("Events of the registry that are turned on, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** One went to those who subscribed. */
    public void published() {
        published.increment();
    }

    /** One was not made, because nobody had subscribed. */
    public void unheard() {
        unheard.increment();
    }

    /** Some are lost to somebody who had subscribed, or would have. */
    public void dropped(int events) {
        dropped.increment(events);
    }
}
