package io.gatehouse.transport;

import io.gatehouse.loop.Loop;
import io.gatehouse.registry.RegistryChange;
import io.gatehouse.registry.RegistryListener;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Carries every change of the registry to the connections of requests, which have no session: a revoked certificate
 * loses those it keeps open, too, and so does one that has ended. Called on the registry's thread; posts to the loops.
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

    /**
     * Begins to look, every second on every loop, whose certificate has ended meanwhile, as sessions do. A look costs
     * one comparison for each connection. Any thread; called once.
     */
    public void watchCertificates() {
        context.loops().all().forEach(loop -> loop.run(() -> watchCertificates(loop)));
    }

    private void watchCertificates(Loop loop) {
        var _ = loop.schedule(1, TimeUnit.SECONDS, () -> watchCertificates(loop)); // whatever comes of this look
        context.newcomers(loop).endExpired(loop.clock().wallMillis());
    }

    /** Certificates that have a connection of requests. Any thread. */
    CompletableFuture<Set<String>> certificates() {
        Set<String> found = ConcurrentHashMap.newKeySet();
        return context.loops()
                .onEach(loop -> context.newcomers(loop).addCertificatesTo(found))
                .thenApply(done -> found);
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
