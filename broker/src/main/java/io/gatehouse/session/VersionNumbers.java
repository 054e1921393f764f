package io.gatehouse.session;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many connections there were of client ids that have no session now: what a session counts on from, so that of two
 * lifecycle events of a client the one with the higher number is the later one. Confined to a loop.
 *
 * <p>A client that was not connected for an hour begins at 0 again, as at AWS; so does one that was pushed out, because
 * too many others left after it, and every one when the broker starts. What a session that waits for its client counts
 * lies in the session.
 */
final class VersionNumbers {
    private static final long KEPT_MILLIS = Duration.ofHours(1).toMillis();

    private final Map<String, Left> byClientId = new LinkedHashMap<>(); // who left first comes first
    private final int most;

    private record Left(long connections, long sinceMillis) {
        boolean isOver(long nowMillis) {
            return nowMillis - sinceMillis >= KEPT_MILLIS;
        }
    }

    /** @param most client ids that are remembered */
    VersionNumbers(int most) {
        this.most = most;
    }

    /**
     * The last session of a client id is gone.
     *
     * @param sinceMillis when its last connection ended
     */
    void left(String clientId, long connections, long sinceMillis, long nowMillis) {
        byClientId.remove(clientId); // to the end
        byClientId.put(clientId, new Left(connections, sinceMillis));
        sweep(nowMillis);
        if (byClientId.size() > most) {
            byClientId.remove(byClientId.keySet().iterator().next());
        }
    }

    /** How many connections there were, for the session that begins; 0 where nothing is known. */
    long take(String clientId, long nowMillis) {
        Left left = byClientId.remove(clientId);
        return left == null || left.isOver(nowMillis) ? 0 : left.connections();
    }

    /** Forgets whose time is over. Costs one look where there is nobody. */
    void sweep(long nowMillis) {
        Iterator<Left> oldest = byClientId.values().iterator();
        while (oldest.hasNext() && oldest.next().isOver(nowMillis)) {
            oldest.remove();
        }
    }

    int size() {
        return byClientId.size();
    }
}
