package io.gatehouse.loop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket that holds what comes in a time of its own. Any thread; one compare-and-set.
 *
 * <p>The state is one number: the time at which the bucket would be full again. Taking a token moves it by one
 * interval; a time too far ahead of now is an empty bucket. The rate is the caller's, so that it may change under a
 * bucket in use, which stays as full in parts of the whole as it was.
 */
public final class TokenBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Clock clock;
    private final long burstNanos;
    private final AtomicLong fullAt;

    /**
     * A full one.
     *
     * @param burst what comes in this time at the rate may come at once
     */
    public TokenBucket(Clock clock, Duration burst) {
        this.clock = clock;
        this.burstNanos = burst.toNanos();
        this.fullAt = new AtomicLong(clock.monotonicNanos());
    }

    /** Nothing was taken for so long that a new bucket would be the same. */
    public boolean isFull() {
        return fullAt.get() - clock.monotonicNanos() <= 0;
    }

    /** @param perSecond on average; 0 lets everything through */
    public boolean take(int perSecond) {
        if (perSecond == 0) {
            return true;
        }
        long interval = NANOS_PER_SECOND / perSecond;
        while (true) {
            long now = clock.monotonicNanos();
            long full = fullAt.get();
            long next = Math.max(full - now, 0) + now + interval;
            if (next - now > burstNanos) {
                return false;
            }
            if (fullAt.compareAndSet(full, next)) {
                return true;
            }
        }
    }
}
