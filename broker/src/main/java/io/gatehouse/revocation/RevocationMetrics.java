package io.gatehouse.revocation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** What is measured of revocation. Any thread. */
public final class RevocationMetrics {
    private final MeterRegistry registry;
    private final Timer propagation;
    private final Timer asked;

    public RevocationMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.propagation = Timer.builder("gatehouse.revocation.propagation")
                .description("From the notice of a revocation until every live session has acted by it")
                .serviceLevelObjectives(
                        Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(registry);
        this.asked = Timer.builder("gatehouse.ocsp.duration")
                .description("Questions of OCSP, from their turn to the judgement of the answer")
                .serviceLevelObjectives(
                        Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10))
                .register(registry);
        ocspOutcome("good");
        staples("good");
    }

    /** @param outcome {@code good}, {@code revoked} or {@code failed} */
    void stapled(String outcome) {
        staples(outcome).increment();
    }

    private Counter staples(String outcome) {
        return Counter.builder("gatehouse.ocsp.staples")
                .description("OCSP responses fetched for the server's own certificates, by what came of it")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** A revocation reached every session it concerns. */
    public void propagated(long nanos) {
        propagation.record(nanos, TimeUnit.NANOSECONDS);
    }

    void source(CrlShelf shelf) {
        crl(
                shelf,
                "gatehouse.crl.this.update.timestamp",
                "Begin of the oldest CRL in use of a source",
                this::thisUpdate);
        crl(shelf, "gatehouse.crl.next.update.timestamp", "When the first CRL in use becomes stale", this::nextUpdate);
        Gauge.builder("gatehouse.crl.entries", shelf, RevocationMetrics::entries)
                .description("Certificates that the CRLs of a source revoke")
                .tag("source", shelf.name())
                .strongReference(true)
                .register(registry);
        FunctionCounter.builder(
                        "gatehouse.crl.failed.loads",
                        shelf,
                        from -> from.state().failures())
                .description("Times a source could not be read, or had a CRL that cannot be used")
                .tag("source", shelf.name())
                .register(registry);
    }

    private void crl(CrlShelf shelf, String name, String description, ToDoubleFunction<CrlShelf> value) {
        Gauge.builder(name, shelf, value)
                .description(description + ", in seconds since the epoch")
                .baseUnit("seconds")
                .tag("source", shelf.name())
                .strongReference(true)
                .register(registry);
    }

    private double thisUpdate(CrlShelf shelf) {
        return shelf.state().crls().stream()
                .mapToDouble(crl -> crl.thisUpdate().getEpochSecond())
                .min()
                .orElse(Double.NaN);
    }

    private double nextUpdate(CrlShelf shelf) {
        return shelf.state().crls().stream()
                .mapToDouble(crl -> crl.nextUpdate() == null
                        ? Double.POSITIVE_INFINITY
                        : crl.nextUpdate().getEpochSecond())
                .min()
                .orElse(Double.NaN);
    }

    private static double entries(CrlShelf shelf) {
        return shelf.state().crls().stream()
                .mapToDouble(crl -> crl.serials().size())
                .sum();
    }

    void ocspCached(LongSupplier entries) {
        Gauge.builder("gatehouse.ocsp.cached", entries, LongSupplier::getAsLong)
                .description("Certificates of which an OCSP answer, or that there was none, is remembered")
                .strongReference(true)
                .register(registry);
    }

    void ocspAsked(long nanos) {
        asked.record(nanos, TimeUnit.NANOSECONDS);
    }

    void ocspAnswered(OcspAnswer answer) {
        String outcome = switch (answer) {
            case OcspAnswer.Good _ -> "good";
            case OcspAnswer.Revoked _ -> "revoked";
            case OcspAnswer.Nothing nothing -> nothing.kind().name().toLowerCase(Locale.ROOT);
        };
        ocspOutcome(outcome).increment();
    }

    private Counter ocspOutcome(String outcome) {
        return Counter.builder("gatehouse.ocsp.answers")
                .description("Questions of OCSP by what came of them")
                .tag("outcome", outcome)
                .register(registry);
    }
}
