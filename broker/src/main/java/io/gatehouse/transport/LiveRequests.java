package io.gatehouse.transport;

import io.gatehouse.registry.RegistryChange;
import io.gatehouse.registry.RegistryListener;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * Carries every change of the registry to the connections of requests, which have no session: a revoked certificate
 * loses those it keeps open, too. Called on the registry's thread; posts to the loops.
 */
public final class LiveRequests implements RegistryListener {
    private final ConnectionContext context;

    public LiveRequests(ConnectionContext context) {
        this.context = context;
    }

    @Override
    public void stored() {
        // what is measured is measured of sessions
    }

    @Override
    public void changed(RegistryChange change) {
        changed(change.concerned());
    }

    /** Rights of these certificates changed. Any thread. */
    void changed(Set<String> concerned) {
        if (concerned.isEmpty()) {
            return;
        }
        context.loops().all().forEach(loop -> {
            try {
                loop.post(() -> context.newcomers(loop).rightsChanged(concerned));
            } catch (RejectedExecutionException stopping) {
                // its connections are gone
            }
        });
    }
}
