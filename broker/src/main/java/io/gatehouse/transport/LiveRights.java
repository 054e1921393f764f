package io.gatehouse.transport;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.registry.RegistryChange;
import io.gatehouse.registry.RegistryListener;
import io.gatehouse.session.Sessions;
import io.gatehouse.tls.ServerTls;
import java.util.List;
import java.util.Set;

/**
 * Carries every change of the registry to the sessions it concerns: a revoked certificate loses its connections, a
 * changed policy decides the next packet. Called on the registry's thread; posts to the loops and measures how long it
 * took from the change on disk until the last of them had acted.
 */
public final class LiveRights implements RegistryListener {
    private static final Log log = Log.of(LiveRights.class);

    private final Sessions sessions;
    private final List<ServerTls> tls;
    private final Metrics metrics;
    private final Clock clock;
    private long storedNanos; // of the writer at work; the registry has one at a time

    public LiveRights(Sessions sessions, List<ServerTls> tls, Metrics metrics, Clock clock) {
        this.sessions = sessions;
        this.tls = List.copyOf(tls);
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void stored() {
        storedNanos = clock.monotonicNanos();
    }

    @Override
    public void changed(RegistryChange change) {
        if (change instanceof RegistryChange.CertificateChanged || change instanceof RegistryChange.CaChanged) {
            tls.forEach(ServerTls::trustChanged); // no ticket outlives a change of trust
        }
        Set<String> concerned = change.concerned();
        if (concerned.isEmpty()) {
            return;
        }
        long began = storedNanos; // what the registry's memory took is part of what a live session waits for
        var _ = sessions.rightsChanged(concerned).whenComplete((done, defect) -> {
            if (defect == null) {
                metrics.policyPropagated(clock.monotonicNanos() - began);
            } else {
                log.at(Event.DEFECT).setCause(defect).log("a change of the registry did not reach every session");
            }
        });
    }
}
