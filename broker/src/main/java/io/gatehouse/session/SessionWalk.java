package io.gatehouse.session;

import io.gatehouse.loop.Loop;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does something with many sessions of one loop, a few in each turn, so that a change that concerns a whole fleet keeps
 * nobody's packets waiting. On that loop.
 */
final class SessionWalk implements Runnable {
    private static final int SESSIONS_A_TURN = 32;

    private final Loop loop;
    private final Iterator<Session> left;
    private final Consumer<Session> action;
    private final CompletableFuture<@Nullable Void> done;

    /**
     * @param sessions as they are now; one that has ended before its turn comes is still given to {@code action}
     * @param done completes after the last of them, or with what {@code action} threw
     */
    SessionWalk(Loop loop, List<Session> sessions, Consumer<Session> action, CompletableFuture<@Nullable Void> done) {
        this.loop = loop;
        this.left = sessions.iterator();
        this.action = action;
        this.done = done;
    }

    @Override
    public void run() {
        try {
            for (int i = 0; i < SESSIONS_A_TURN && left.hasNext(); i++) {
                action.accept(left.next());
            }
        } catch (RuntimeException defect) {
            done.completeExceptionally(defect);
            return;
        }
        if (left.hasNext()) {
            loop.post(this);
        } else {
            done.complete(null);
        }
    }
}
