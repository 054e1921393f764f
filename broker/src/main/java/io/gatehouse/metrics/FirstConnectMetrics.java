package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of devices that came for the first time with a certificate of a registered authority. Any thread. */
public final class FirstConnectMetrics {
    private final Counter provisioned;
    private final Counter waiting;
    private final Counter notProvisioned;
    private final Counter stranger;
    private final Counter later;

    FirstConnectMetrics(MeterRegistry registry) {
        this.provisioned = counter(registry, "provisioned");
        this.waiting = counter(registry, "waiting");
        this.notProvisioned = counter(registry, "not_provisioned");
        this.stranger = counter(registry, "stranger");
        this.later = counter(registry, "later");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("gatehouse.first.connects")
                .description("Devices that came for the first time, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Its authority's template was followed. */
    public void provisioned() {
        provisioned.increment();
    }

    /** It is registered, and somebody has to activate it. */
    public void waiting() {
        waiting.increment();
    }

    /** Its authority's template could not be followed. */
    public void notProvisioned() {
        notProvisioned.increment();
    }

    /** No authority here registers it, whatever its issuer's name. */
    public void stranger() {
        stranger.increment();
    }

    /** Too many came at once; it will come again. */
    public void later() {
        later.increment();
    }
}
