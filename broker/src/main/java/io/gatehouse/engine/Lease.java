package io.gatehouse.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A key of a {@link KeyValue} that is there only as long as its holder says so: renewed within its time to live, or
 * gone. For what must be alive to be relied on: a node of a cluster, the one that does what only one may do.
 *
 * <h2>What a holder may rely on</h2>
 *
 * <ul>
 *   <li>Nobody else has the key while {@link #isHeld} is true.
 *   <li>{@link #isHeld} goes by the holder's own monotonic clock and asks nobody. Once it was false it stays false, and
 *       a write that is asked for from then on and expects {@link #revision} is refused.
 *   <li>Revisions of a later holder are all above those of an earlier one. So a receiver that keeps the highest it has
 *       seen, and refuses what comes with a lower one, is safe from a holder that does not know yet that it is none.
 * </ul>
 *
 * <p>A holder that stops in the middle of something, for a collection of garbage or a slow disk, may still think that
 * it holds the key when it does not any more. Asking {@link #isHeld} before acting makes that rare; only the revision,
 * compared by whoever is written to, excludes it.
 *
 * <h2>Why there is no other way to give it a new value</h2>
 *
 * The holder's own write is {@link KeyValue#update} with {@link #revision}, alone or with other changes in one commit:
 * it is stored while the lease is held and refused afterwards, and it renews. Every other write of the key is somebody
 * else's: it takes effect, and the lease is over.
 *
 * <h2>When the holder is gone</h2>
 *
 * A lease ends with the process that holds it: at once where the store is in that process, after its time to live where
 * the store outlives it. No store brings one back when it is opened.
 *
 * <p>Any thread. Futures complete on the engine's own thread; what is chained to them must not block.
 */
public interface Lease {
    /** NATS takes the life of a message in seconds. */
    Duration MIN_TIME_TO_LIVE = Duration.ofSeconds(1);

    /** Who is silent for longer is not alive. */
    Duration MAX_TIME_TO_LIVE = Duration.ofHours(1);

    /** The largest value of a key that is leased: leases may be held in memory. */
    int MAX_VALUE_BYTES = 16 * 1024;

    /** The most leases a process holds or waits for at a time. */
    int MAX_HELD = 1000;

    /**
     * What every engine asks first.
     *
     * @throws IllegalArgumentException a value or a time to live that no lease has
     */
    static void check(byte[] value, Duration timeToLive) {
        if (value.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "lease value: " + value.length + " bytes (expected: at most " + MAX_VALUE_BYTES + ")");
        }
        if (timeToLive.compareTo(MIN_TIME_TO_LIVE) < 0 || timeToLive.compareTo(MAX_TIME_TO_LIVE) > 0) {
            throw new IllegalArgumentException("lease timeToLive: " + timeToLive + " (expected: from "
                    + MIN_TIME_TO_LIVE + " to " + MAX_TIME_TO_LIVE + ")");
        }
    }

    Key key();

    /**
     * Of the value as the holder wrote it last: the number that fences. A renewal, or the holder's own write, may raise
     * it.
     */
    long revision();

    /** Whether the time has not run out and nothing else has ended it. From memory. */
    boolean isHeld();

    /**
     * Begins the time to live anew, if it has not run out. May be told to those who watch the key as a change that
     * leaves the value. Never fails with an exception.
     *
     * @throws IllegalStateException after the store was closed
     */
    CompletableFuture<Renewal> renew();

    /**
     * Gives the key up, and completes when it is free. Does nothing when the lease is over. Where the store does not
     * answer it completes too: nobody renews any more, so the time to live ends it.
     *
     * @throws IllegalStateException after the store was closed
     */
    CompletableFuture<Void> release();

    /**
     * Completes when the lease is over, after those who watch the key were told. As soon as the store looks: a store
     * that hangs tells late, while {@link #isHeld} is never late.
     */
    CompletableFuture<End> ended();

    /** Why a lease is over. */
    enum End {
        /** It was not renewed in time. */
        EXPIRED,
        /** Its holder gave it up. */
        RELEASED,
        /** Somebody else wrote or deleted the key. */
        OVERWRITTEN,
        /** The store was closed in this process. */
        CLOSED
    }

    /** What became of a renewal. */
    sealed interface Renewal {
        /** The time to live began anew, after the renewal was asked for. */
        record Renewed() implements Renewal {}

        /** There was nothing to renew. */
        record Over(End end) implements Renewal {}

        /**
         * The store did not answer. The lease ends when its time does, unless a later renewal succeeds.
         *
         * @param problem what happened, for the log and the operator
         */
        record Failed(String problem) implements Renewal {}
    }
}
