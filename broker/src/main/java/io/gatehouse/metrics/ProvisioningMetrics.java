package io.gatehouse.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** Devices that have themselves provisioned over MQTT. Any thread. */
public final class ProvisioningMetrics {
    private final MeterRegistry registry;
    private final Map<Answered, Counter> answers = new ConcurrentHashMap<>();

    private record Answered(String operation, String outcome) {}

    ProvisioningMetrics(MeterRegistry registry) {
        this.registry = registry;
        // there from the start, so that the first one is a rise
        var _ = counter(new Answered("CreateKeysAndCertificate", "accepted"));
        var _ = counter(new Answered("CreateCertificateFromCsr", "accepted"));
        var _ = counter(new Answered("RegisterThing", "accepted"));
    }

    /**
     * @param operation one of the three of AWS's device provisioning MQTT API
     * @param outcome {@code accepted}, or the error code that the device was told, of which there are nine
     */
    public void answered(String operation, String outcome) {
        counter(new Answered(operation, outcome)).increment();
    }

    /** @param count certificates that devices asked for and have not had provisioned */
    public void waiting(IntSupplier count) {
        Gauge.builder("gatehouse.provisioning.waiting", count, IntSupplier::getAsInt)
                .description("Certificates that devices asked for and have not had provisioned yet")
                .strongReference(true)
                .register(registry);
    }

    private Counter counter(Answered answered) {
        return answers.computeIfAbsent(
                answered,
                one -> Counter.builder("gatehouse.provisioning.requests")
                        .description("Requests of devices that have themselves provisioned, by operation and outcome")
                        .tag("operation", one.operation())
                        .tag("outcome", one.outcome())
                        .register(registry));
    }
}
