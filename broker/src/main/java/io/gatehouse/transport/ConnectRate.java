package io.gatehouse.transport;

import io.gatehouse.loop.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket that lets {@code perSecond} connections through on average and twice as many at once. Any thread; one
 * compare-and-set.
 *
 * <p>The state is one number: the time at which the bucket would be full again. Taking a token moves it by one
 * interval; a time too far ahead of now is an empty bucket.
 */
final class ConnectRate {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Clock clock;
    private final long intervalNanos; // 0 lets everything through
    private final long burstNanos;
    private final AtomicLong fullAt;

    ConnectRate(int perSecond, Clock clock) {
        this.clock = clock;
        this.intervalNanos = perSecond == 0 ? 0 : NANOS_PER_SECOND / perSecond;
        this.burstNanos = 2 * NANOS_PER_SECOND;
        this.fullAt = new AtomicLong(clock.monotonicNanos());
    }

    /** Nothing was taken for so long that a new bucket would be the same. */
    boolean isFull() {
        return fullAt.get() - clock.monotonicNanos() <= 0;
    }

    boolean take() {
        if (intervalNanos == 0) {
            return true;
        }
        while (true) {
            long now = clock.monotonicNanos();
            long full = fullAt.get();
            long next = Math.max(full - now, 0) + now + intervalNanos;
            if (next - now > burstNanos) {
                return false;
            }
            if (fullAt.compareAndSet(full, next)) {
                return true;
            }
        }
    }
}
