package io.gatehouse.metrics;

import io.gatehouse.reason.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Handshakes, and the server's own certificates. Any thread. */
public final class TlsMetrics {
    private static final Set<String> GROUPS =
            Set.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1", "secp521r1", "unknown");

    private record Kind(String listener, boolean resumed, String group) {}

    private record Refused(String listener, Reason reason) {}

    private record Completed(Counter count, Timer duration) {}

    private final MeterRegistry registry;
    private final Map<Kind, Completed> completed = new ConcurrentHashMap<>();
    private final Map<Refused, Counter> refused = new ConcurrentHashMap<>();

    TlsMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * A handshake that went through, before the registry was asked.
     *
     * @param group key exchange group by its TLS name; {@code unknown} where the engine does not tell
     * @param nanos from the first byte to the end of the handshake
     */
    public void handshakeCompleted(String listener, boolean resumed, String group, long nanos) {
        var kind = new Kind(listener, resumed, GROUPS.contains(group) ? group : "other");
        Completed meters = completed.computeIfAbsent(kind, this::register);
        meters.count().increment();
        meters.duration().record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A handshake that did not complete. */
    public void handshakeRefused(String listener, Reason reason) {
        refused.computeIfAbsent(
                        new Refused(listener, reason),
                        key -> handshakes(
                                registry,
                                key.listener(),
                                "refused",
                                key.reason().name(),
                                false,
                                "none"))
                .increment();
    }

    /**
     * Shows when a certificate of the broker ends.
     *
     * @param role {@code server}, {@code server_rsa} or {@code ca}
     * @param epochSeconds asked at each scrape, so that a reloaded certificate is seen
     */
    public void certificateNotAfter(String role, LongSupplier epochSeconds) {
        Gauge.builder("gatehouse.certificate.not.after.timestamp", epochSeconds, LongSupplier::getAsLong)
                .description("When a certificate of the broker ends, in seconds since the epoch")
                .baseUnit("seconds")
                .tag("role", role)
                .strongReference(true)
                .register(registry);
    }

    private Completed register(Kind kind) {
        Timer duration = Timer.builder("gatehouse.tls.handshake.duration")
                .description("Completed handshakes, from the first byte to the end")
                .tag("listener", kind.listener())
                .tag("resumed", Boolean.toString(kind.resumed()))
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10))
                .register(registry);
        Counter count = handshakes(registry, kind.listener(), "completed", "none", kind.resumed(), kind.group());
        return new Completed(count, duration);
    }

    private static Counter handshakes(
            MeterRegistry registry, String listener, String result, String reason, boolean resumed, String group) {
        return Counter.builder("gatehouse.tls.handshakes")
                .description("TLS handshakes by their result")
                .tag("listener", listener)
                .tag("result", result)
                .tag("reason", reason)
                .tag("resumed", Boolean.toString(resumed))
                .tag("group", group)
                .register(registry);
    }
}
