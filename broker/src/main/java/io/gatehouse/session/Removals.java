package io.gatehouse.session;

import io.gatehouse.engine.CommitResult;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records of sessions that have ended, as long as the store may still have them: a restart would bring the session
 * back. What a failing store did not remove is tried again, until it is done or a session of the client id is stored in
 * its place. Confined to a loop.
 *
 * <p>What else a session left belongs to its incarnation and harms nobody: the next start clears it away.
 */
final class Removals {
    private static final Log log = Log.of(Removals.class);

    private final Loop loop;
    private final SessionStore store;
    private final Map<String, CompletableFuture<CommitResult>> pending = new HashMap<>(); // by client id

    Removals(Loop loop, SessionStore store) {
        this.loop = loop;
        this.store = store;
    }

    /** The record of a client id is on its way out of the store. */
    void begin(String clientId, CompletableFuture<CommitResult> removal) {
        pending.put(clientId, removal);
        var _ = removal.whenComplete((result, never) -> {
            try {
                loop.post(() -> done(clientId, removal, result));
            } catch (RejectedExecutionException stopping) {
                log.atDebug().addKeyValue("clientId", clientId).log("removed as the loop ended");
            }
        });
    }

    private void done(String clientId, CompletableFuture<CommitResult> removal, CommitResult result) {
        if (result instanceof CommitResult.Stored) {
            pending.remove(clientId, removal);
            return;
        }
        var _ = loop.schedule(Progress.RETRY_SECONDS, TimeUnit.SECONDS, () -> {
            if (pending.remove(clientId, removal)) {
                begin(clientId, store.removeRecord(clientId));
            }
        });
    }

    /** A record of the client id is written: it takes the place of one that may still be there. */
    void replaced(String clientId) {
        pending.remove(clientId);
    }

    /** What a client must wait for that is to have no record; null when it has none. */
    @Nullable
    CompletableFuture<CommitResult> pending(String clientId) {
        return pending.get(clientId);
    }
}
