package io.gatehouse.telemetry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many spans may be made: so many a second, and the spans of one second at once. Shared by all loops; no lock.
 *
 * <p>Devices that send {@code traceparent} with every message decide what is sampled, but not how much of it.
 */
final class SpanPace {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long apart;
    private final AtomicLong takenUntil; // the time that the spans so far are worth

    /** @param now as of {@link #take} */
    SpanPace(int spansPerSecond, long now) {
        this.apart = SECOND / spansPerSecond;
        this.takenUntil = new AtomicLong(now - SECOND);
    }

    /**
     * Takes one; false when there is none.
     *
     * @param now monotonic, nanoseconds
     */
    boolean take(long now) {
        while (true) {
            long until = takenUntil.get();
            long from = until - now < -SECOND ? now - SECOND : until;
            long next = from + apart;
            if (next - now > 0) {
                return false;
            }
            if (takenUntil.compareAndSet(until, next)) {
                return true;
            }
        }
    }
}
