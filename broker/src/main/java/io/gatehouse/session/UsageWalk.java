package io.gatehouse.session;

import io.gatehouse.loop.Loop;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Copies what sessions of one loop use, a few in each turn, so that a look at many keeps no packet waiting. */
final class UsageWalk implements Runnable {
    private static final int SESSIONS_A_TURN = 32;

    private final Loop loop;
    private final Iterator<Session> left;
    private final List<Usage> found = new ArrayList<>();
    private final CompletableFuture<List<Usage>> answer;

    /** @param sessions as they are now; who leaves meanwhile is passed over */
    UsageWalk(Loop loop, List<Session> sessions, CompletableFuture<List<Usage>> answer) {
        this.loop = loop;
        this.left = sessions.iterator();
        this.answer = answer;
    }

    @Override
    public void run() {
        try {
            for (int i = 0; i < SESSIONS_A_TURN && left.hasNext(); i++) {
                Session session = left.next();
                if (session.isConnected()) {
                    found.add(session.usage());
                }
            }
        } catch (RuntimeException defect) {
            answer.completeExceptionally(defect);
            return;
        }
        if (left.hasNext()) {
            loop.post(this);
        } else {
            answer.complete(List.copyOf(found));
        }
    }
}
