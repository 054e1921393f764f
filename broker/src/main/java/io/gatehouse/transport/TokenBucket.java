package io.gatehouse.transport;

import io.gatehouse.loop.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket that holds what comes in two seconds. Any thread; one compare-and-set.
 *
 * <p>The state is one number: the time at which the bucket would be full again. Taking a token moves it by one
 * interval; a time too far ahead of now is an empty bucket. The rate is the caller's, so that it may change under a
 * bucket in use, which stays as full in parts of the whole as it was.
 */
final class TokenBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long BURST_NANOS = 2 * NANOS_PER_SECOND;

    private final Clock clock;
    private final AtomicLong fullAt;

    /** A full one. */
    TokenBucket(Clock clock) {
        this.clock = clock;
        this.fullAt = new AtomicLong(clock.monotonicNanos());
    }

    /** Nothing was taken for so long that a new bucket would be the same. */
    boolean isFull() {
        return fullAt.get() - clock.monotonicNanos() <= 0;
    }

    /** @param perSecond on average, and twice as many at once; 0 lets everything through */
    boolean take(int perSecond) {
        if (perSecond == 0) {
            return true;
        }
        long interval = NANOS_PER_SECOND / perSecond;
        while (true) {
            long now = clock.monotonicNanos();
            long full = fullAt.get();
            long next = Math.max(full - now, 0) + now + interval;
            if (next - now > BURST_NANOS) {
                return false;
            }
            if (fullAt.compareAndSet(full, next)) {
                return true;
            }
        }
    }
}
