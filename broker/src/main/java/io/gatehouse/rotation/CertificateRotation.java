package io.gatehouse.rotation;

import io.gatehouse.audit.Audit;
import io.gatehouse.audit.AuditCall;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.Thing;
import io.gatehouse.rotation.CertificateUses.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Deactivates a thing's older certificate when a newer one has taken its place. A certificate becomes INACTIVE only
 * where all of this is so:
 *
 * <ul>
 *   <li>it and a newer one, registered after it, are ACTIVE and attached to the same thing;
 *   <li>it is attached to no thing that the newer one is not attached to: nobody loses his only certificate;
 *   <li>a device was let in with the newer one since the start, and that for the first time a whole patience ago;
 *   <li>it is not in use, was not for a whole patience, and nobody changed its status within that time.
 * </ul>
 *
 * <p>What was before the start is not remembered, so that a restart makes it late and never early. On one thread that
 * may wait for loops, store and disk.
 */
public final class CertificateRotation {
    private static final Log log = Log.of(CertificateRotation.class);

    /** Certificates of one thing that are looked at. */
    private static final int MOST_OF_A_THING = 100;

    private static final Duration BETWEEN = Duration.ofMinutes(10);

    private final Registry registry;
    private final CertificateUses uses;
    private final Supplier<Set<String>> live;
    private final Audit audit;
    private final Duration patience;
    private final Runnable counted;
    private final Clock clock;
    private @Nullable Long lookedAtNanos;

    /**
     * @param live certificates with a connection now; asked at most once in ten minutes, and only where a certificate
     *     could be deactivated; may wait for the loops
     * @param patience how long the older one must have been unused
     * @param counted runs for each that was deactivated
     */
    public CertificateRotation(
            Registry registry,
            CertificateUses uses,
            Supplier<Set<String>> live,
            Audit audit,
            Duration patience,
            Runnable counted,
            Clock clock) {
        this.registry = registry;
        this.uses = uses;
        this.live = live;
        this.audit = audit;
        this.patience = patience;
        this.counted = counted;
        this.clock = clock;
    }

    /** Looks, where the last look is long enough ago. */
    public void look() {
        Long last = lookedAtNanos;
        long now = clock.monotonicNanos();
        if (last == null || now - last >= BETWEEN.toNanos()) {
            lookedAtNanos = now;
            round();
        }
    }

    /** An older certificate of a thing, and the newer one that was used. */
    private record Replaced(Certificate older, Thing thing, Certificate newer) {}

    private void round() {
        Set<Replaced> replaced = new LinkedHashSet<>();
        for (String id : uses.certificates()) {
            Set<Replaced> olderOnes = replacedBy(registry.certificate(id));
            replaced.addAll(olderOnes);
            if (olderOnes.isEmpty() && !isOlder(id)) {
                uses.forget(id);
            }
        }
        if (replaced.isEmpty()) {
            return;
        }
        Set<String> inUse = live.get();
        for (Replaced each : replaced) {
            if (inUse.contains(each.older().id())) {
                uses.used(each.older().id());
            } else if (isOver(each)) {
                deactivate(each);
            }
        }
    }

    private Set<Replaced> replacedBy(@Nullable Certificate newer) {
        Set<Replaced> found = new LinkedHashSet<>();
        if (newer == null || newer.status() != CertificateStatus.ACTIVE) {
            return found;
        }
        List<Thing> things = registry.thingsOf(newer.id());
        Set<String> names = names(things);
        for (Thing thing : things) {
            for (Certificate older : activeOf(thing)) {
                if (older.createdAt().isBefore(newer.createdAt())
                        && names.containsAll(names(registry.thingsOf(older.id())))) {
                    found.add(new Replaced(older, thing, newer));
                }
            }
        }
        return found;
    }

    /** Whether its last use may decide about itself: another ACTIVE one is there beside it. */
    private boolean isOlder(String id) {
        Certificate certificate = registry.certificate(id);
        return certificate != null
                && certificate.status() == CertificateStatus.ACTIVE
                && registry.thingsOf(id).stream()
                        .anyMatch(thing -> activeOf(thing).size() > 1);
    }

    private List<Certificate> activeOf(Thing thing) {
        return registry.certificatesOfThing(thing.name(), null, MOST_OF_A_THING).stream()
                .map(registry::certificate)
                .filter(each -> each != null && each.status() == CertificateStatus.ACTIVE)
                .toList();
    }

    private static Set<String> names(List<Thing> things) {
        Set<String> names = new LinkedHashSet<>();
        things.forEach(thing -> names.add(thing.name()));
        return names;
    }

    private boolean isOver(Replaced replaced) {
        Span newer = uses.of(replaced.newer().id());
        Span older = uses.of(replaced.older().id());
        if (newer == null) {
            return false;
        }
        long now = clock.monotonicNanos();
        long unused = older == null ? Long.MAX_VALUE : now - older.lastNanos();
        long unchanged = clock.wallMillis() - replaced.older().lastModifiedAt().toEpochMilli();
        return Math.min(now - newer.firstNanos(), unused) >= patience.toNanos() && unchanged >= patience.toMillis();
    }

    private void deactivate(Replaced replaced) {
        Certificate now = registry.certificate(replaced.older().id());
        if (audit.problem() != null || now == null || now.status() != CertificateStatus.ACTIVE) {
            return; // nothing changes that could not be recorded; or another newer one has replaced it already
        }
        RegistryResult<Certificate> result = registry.setCertificateStatus(now.id(), CertificateStatus.INACTIVE);
        Certificate after = registry.certificate(now.id());
        boolean done = result instanceof RegistryResult.Done;
        var _ = audit.record(
                new AuditCall( // where it fails, the log of the broker says so
                        "gatehouse",
                        "rotation",
                        "UpdateCertificate",
                        "cert/" + now.id(),
                        digest(now),
                        after == null ? null : digest(after),
                        done ? "ok" : result.getClass().getSimpleName()));
        if (done) {
            counted.run();
            uses.forget(now.id());
            log.at(Event.CERTIFICATE_ROTATED)
                    .addKeyValue("thing", replaced.thing().name())
                    .addKeyValue("certificateId", now.id())
                    .addKeyValue("newer", replaced.newer().id())
                    .log("deactivated: a newer certificate of the thing is in use, and this one was not for long");
        } else {
            log.at(Event.CERTIFICATE_NOT_ROTATED)
                    .addKeyValue("thing", replaced.thing().name())
                    .addKeyValue("certificateId", now.id())
                    .addKeyValue("detail", result)
                    .log("an older certificate of a thing could not be deactivated; it is tried again in ten minutes");
        }
    }

    private static String digest(Certificate certificate) {
        return Audit.digest((certificate.id() + " " + certificate.status()).getBytes(StandardCharsets.US_ASCII));
    }
}
