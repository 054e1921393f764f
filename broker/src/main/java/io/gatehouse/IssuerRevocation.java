package io.gatehouse;

import io.gatehouse.config.Configuration;
import io.gatehouse.config.RevocationSettings;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryChange;
import io.gatehouse.revocation.KnownCertificates;
import io.gatehouse.revocation.LiveCertificates;
import io.gatehouse.revocation.Revocation;
import io.gatehouse.revocation.RevocationMetrics;
import io.gatehouse.revocation.RevocationStartException;
import io.gatehouse.revocation.Staples;
import io.gatehouse.session.Sessions;
import io.gatehouse.tls.ServerTls;
import io.gatehouse.transport.LiveRequests;
import io.gatehouse.transport.LiveRevocation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts {@code revocation} between the registry, which knows certificates, and the sessions, which use them. */
final class IssuerRevocation implements AutoCloseable {
    private static final Duration STAPLE_LOOK = Duration.ofSeconds(1);

    private final Revocation revocation;
    private final RevocationMetrics metrics;
    private @Nullable Staples staples;

    private IssuerRevocation(Revocation revocation, RevocationMetrics metrics) {
        this.revocation = revocation;
        this.metrics = metrics;
    }

    /** Reads and fetches what is configured, before anybody is let in. */
    static IssuerRevocation open(Configuration configuration, Registry registry, Metrics metrics, InstantSource clock)
            throws RevocationStartException {
        RevocationMetrics meters = new RevocationMetrics(metrics.registry());
        KnownCertificates known = new KnownCertificates() {
            @Override
            public List<byte[]> authorities() {
                return registry.cas().stream().map(ca -> ca.der().bytes()).toList();
            }

            @Override
            public byte @Nullable [] certificate(String id) {
                Certificate certificate = registry.certificate(id);
                return certificate == null ? null : certificate.der().bytes();
            }
        };
        Revocation revocation = Revocation.open(
                configuration.revocation(), configuration.store().dataDirectory(), known, meters, clock);
        registry.addListener(change -> {
            if (change instanceof RegistryChange.CaChanged || change instanceof RegistryChange.RegistryImported) {
                revocation.authoritiesChanged();
            }
        });
        return new IssuerRevocation(revocation, meters);
    }

    Revocation revocation() {
        return revocation;
    }

    /** From now on, changes reach the sessions and the connections of requests, which are returned. */
    LiveCertificates watch(Sessions sessions, LiveRequests requests, List<ServerTls> listeners) {
        LiveCertificates live = new LiveRevocation(sessions, requests, listeners, metrics);
        revocation.watch(live);
        return live;
    }

    /** Fetches OCSP responses for the certificates that this listener, like all others, shows. */
    void staple(ServerTls tls, RevocationSettings settings, InstantSource clock) {
        if (settings.stapling() == RevocationSettings.Stapling.FETCH) {
            staples = Staples.start(() -> StapledCertificate.shownBy(tls), settings, metrics, clock, STAPLE_LOOK);
        }
    }

    @Override
    public void close() {
        if (staples != null) {
            staples.close();
        }
        revocation.close();
    }
}
