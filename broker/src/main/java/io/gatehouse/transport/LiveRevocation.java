package io.gatehouse.transport;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.revocation.LiveCertificates;
import io.gatehouse.revocation.RevocationMetrics;
import io.gatehouse.session.Sessions;
import io.gatehouse.tls.ServerTls;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Carries what issuers revoke to the sessions, as {@link LiveRights} carries the changes of the registry. Called on
 * threads of {@code revocation}, which wait here for the loops.
 */
public final class LiveRevocation implements LiveCertificates {
    private static final Log log = Log.of(LiveRevocation.class);
    private static final int PATIENCE_SECONDS = 10;

    private final Sessions sessions;
    private final LiveRequests requests;
    private final List<ServerTls> tls;
    private final RevocationMetrics metrics;

    public LiveRevocation(Sessions sessions, LiveRequests requests, List<ServerTls> tls, RevocationMetrics metrics) {
        this.sessions = sessions;
        this.requests = requests;
        this.tls = List.copyOf(tls);
        this.metrics = metrics;
    }

    @Override
    public Set<String> ids(boolean connected) {
        return sessions.certificates(connected)
                .thenCombine(requests.certificates(), LiveRevocation::both)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static Set<String> both(Set<String> sessions, Set<String> requests) {
        Set<String> all = new HashSet<>(sessions);
        all.addAll(requests);
        return all;
    }

    @Override
    public void trustChanged() {
        tls.forEach(ServerTls::trustChanged);
    }

    @Override
    public void changed(Set<String> ids, long noticedNanos) {
        requests.changed(ids);
        var _ = sessions.rightsChanged(ids).whenComplete((done, defect) -> {
            if (defect == null) {
                metrics.propagated(System.nanoTime() - noticedNanos);
            } else {
                log.at(Event.DEFECT).setCause(defect).log("a revocation did not reach every session");
            }
        });
    }
}
