package io.gatehouse.session;

import io.gatehouse.loop.Clock;
import java.util.concurrent.TimeUnit;

/**
 * How fast a session gets what was stored while it was away. Confined to the session's loop.
 *
 * <p>A bucket of tokens, one for each message, that holds what comes in a tenth of a second.
 */
final class DrainPace {
    private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int BUCKETS_A_SECOND = 10;

    private final int perSecond;
    private final Clock clock;
    private double tokens;
    private long filledNanos;

    /** @param perSecond 0 for no limit */
    DrainPace(int perSecond, Clock clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /** A new connection: the bucket is full. */
    void begin() {
        filledNanos = clock.monotonicNanos();
        tokens = capacity();
    }

    private double capacity() {
        return Math.max(1, (double) perSecond / BUCKETS_A_SECOND);
    }

    /** How many messages may be sent now. */
    int allowed() {
        if (perSecond == 0) {
            return Integer.MAX_VALUE;
        }
        long now = clock.monotonicNanos();
        tokens = Math.min(capacity(), tokens + (now - filledNanos) * perSecond / SECOND_NANOS);
        filledNanos = now;
        return (int) tokens;
    }

    void sent() {
        tokens = Math.max(0, tokens - 1);
    }

    /** When to ask again after nothing was allowed. */
    long waitMillis() {
        return Math.max(1, (long) Math.ceil((1 - tokens) * 1000 / Math.max(1, perSecond)));
    }
}
