package io.gatehouse.revocation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What is measured of revocation. Any thread. */
public final class RevocationMetrics {
    static final int SOURCES_BY_NAME = 64;
    private static final String OTHERS = "others";

    private final MeterRegistry registry;
    private final List<List<CrlShelf>> measured = new ArrayList<>();
    private final List<CrlShelf> others = new CopyOnWriteArrayList<>();
    private int byName; // sources are added before anybody scrapes, by one thread
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

    /** Only the first {@value #SOURCES_BY_NAME} have series of their own; the others share one {@value #OTHERS}. */
    void source(CrlShelf shelf) {
        if (byName < SOURCES_BY_NAME) {
            byName++;
            measure(shelf.name(), List.of(shelf));
        } else {
            if (others.isEmpty()) {
                measure(OTHERS, others);
            }
            others.add(shelf);
        }
    }

    private void measure(String source, List<CrlShelf> shelves) {
        crl(
                source,
                shelves,
                "gatehouse.crl.this.update.timestamp",
                "Begin of the oldest CRL in use of a source",
                RevocationMetrics::thisUpdate);
        crl(
                source,
                shelves,
                "gatehouse.crl.next.update.timestamp",
                "When the first CRL in use becomes stale",
                RevocationMetrics::nextUpdate);
        Gauge.builder("gatehouse.crl.entries", shelves, RevocationMetrics::entries)
                .description("Certificates that the CRLs of a source revoke")
                .tag("source", source)
                .strongReference(true)
                .register(registry);
        Gauge.builder("gatehouse.crl.missing", shelves, RevocationMetrics::missing)
                .description("Sources of which no CRL is in use")
                .tag("source", source)
                .strongReference(true)
                .register(registry);
        measured.add(shelves); // a counter is held weakly
        FunctionCounter.builder("gatehouse.crl.failed.loads", shelves, RevocationMetrics::failures)
                .description("Times a source could not be read, or had a CRL that cannot be used")
                .tag("source", source)
                .register(registry);
    }

    private void crl(
            String source,
            List<CrlShelf> shelves,
            String name,
            String description,
            ToDoubleFunction<List<CrlShelf>> value) {
        Gauge.builder(name, shelves, value)
                .description(description + ", in seconds since the epoch")
                .baseUnit("seconds")
                .tag("source", source)
                .strongReference(true)
                .register(registry);
    }

    private static Stream<Crl> inUse(List<CrlShelf> shelves) {
        return shelves.stream().flatMap(shelf -> shelf.state().crls().stream());
    }

    private static double thisUpdate(List<CrlShelf> shelves) {
        return inUse(shelves)
                .mapToDouble(crl -> crl.thisUpdate().getEpochSecond())
                .min()
                .orElse(Double.NaN);
    }

    private static double nextUpdate(List<CrlShelf> shelves) {
        return inUse(shelves)
                .mapToDouble(crl -> crl.nextUpdate() == null
                        ? Double.POSITIVE_INFINITY
                        : crl.nextUpdate().getEpochSecond())
                .min()
                .orElse(Double.NaN);
    }

    private static double entries(List<CrlShelf> shelves) {
        return inUse(shelves).mapToDouble(crl -> crl.serials().size()).sum();
    }

    private static double missing(List<CrlShelf> shelves) {
        return shelves.stream().filter(shelf -> shelf.state().crls().isEmpty()).count();
    }

    private static double failures(List<CrlShelf> shelves) {
        return shelves.stream().mapToDouble(shelf -> shelf.state().failures()).sum();
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
