package io.gatehouse.rotation;

import io.gatehouse.loop.Clock;
import io.gatehouse.registry.Registry;
import io.gatehouse.session.ConnectionInfo;
import io.gatehouse.session.Ending;
import io.gatehouse.session.Lifecycle;
import io.gatehouse.session.Session;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * When certificates were used of which their thing has several. Any thread, in memory, without waiting.
 *
 * <p>Of before the start nothing is known. Bounded by the registry: there is one entry at most for a certificate that
 * is attached to a thing beside another one, and {@link CertificateRotation} has those forgotten that are alone again.
 */
public final class CertificateUses implements Lifecycle {
    private final Predicate<String> concerned;
    private final Clock clock;
    private final Map<String, Span> byCertificate = new ConcurrentHashMap<>();

    /** By {@link Clock#monotonicNanos}: a calendar that is set must not make a certificate look unused. */
    record Span(long firstNanos, long lastNanos) {}

    private CertificateUses(Predicate<String> concerned, Clock clock) {
        this.concerned = concerned;
        this.clock = clock;
    }

    public static CertificateUses of(Registry registry, Clock clock) {
        return new CertificateUses(certificate -> isOneOfSeveral(registry, certificate), clock);
    }

    /** Notes nothing: for a broker that deactivates none. */
    public static CertificateUses none() {
        return new CertificateUses(_ -> false, Clock.SYSTEM);
    }

    private static boolean isOneOfSeveral(Registry registry, String certificateId) {
        return registry.thingsOf(certificateId).stream()
                .anyMatch(thing ->
                        registry.certificatesOfThing(thing.name(), null, 2).size() > 1);
    }

    /** A device was let in with it, or has gone just now. */
    public void used(String certificateId) {
        if (byCertificate.containsKey(certificateId) || concerned.test(certificateId)) {
            long now = clock.monotonicNanos();
            byCertificate.merge(certificateId, new Span(now, now), (known, _) -> new Span(known.firstNanos(), now));
        }
    }

    /** {@code null} where it was not used since the start. */
    @Nullable
    Span of(String certificateId) {
        return byCertificate.get(certificateId);
    }

    /** A copy. */
    Set<String> certificates() {
        return Set.copyOf(byCertificate.keySet());
    }

    void forget(String certificateId) {
        byCertificate.remove(certificateId);
    }

    private void used(Session session) {
        String certificateId = session.principal().certificateId();
        if (certificateId != null) { // an operator, who signed, has none
            used(certificateId);
        }
    }

    @Override
    public void connected(Session session, ConnectionInfo connection) {
        used(session);
    }

    @Override
    public void disconnected(Session session, ConnectionInfo connection, Ending ending) {
        used(session);
    }

    @Override
    public void subscribed(Session session, ConnectionInfo connection, List<String> filters) {}

    @Override
    public void unsubscribed(Session session, ConnectionInfo connection, List<String> filters) {}
}
