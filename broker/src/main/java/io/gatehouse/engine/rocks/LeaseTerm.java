package io.gatehouse.engine.rocks;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a lease is held yet. Any thread, without a lock.
 *
 * <p>Whoever first finds that the time has run out settles it: a term that somebody has seen over is never extended.
 */
final class LeaseTerm {
    private final LongSupplier nanoTime;
    private final long nanos;
    private final AtomicReference<@Nullable End> end = new AtomicReference<>(); // null: not begun, or over

    /** Compared by identity: each extension has one of its own. */
    private record End(long atNanos) {}

    /**
     * @param nanoTime monotonic
     * @param nanos how long it is
     */
    LeaseTerm(LongSupplier nanoTime, long nanos) {
        this.nanoTime = nanoTime;
        this.nanos = nanos;
    }

    long nanos() {
        return nanos;
    }

    void begin() {
        end.set(next());
    }

    private End next() {
        return new End(nanoTime.getAsLong() + nanos);
    }

    boolean isRunning() {
        while (true) {
            End until = end.get();
            if (until == null) {
                return false;
            }
            if (nanoTime.getAsLong() - until.atNanos < 0) {
                return true;
            }
            if (end.compareAndSet(until, null)) {
                return false;
            }
        }
    }

    /** Begins anew now, unless it is over; answers whether it runs. */
    boolean extend() {
        End until = end.get();
        return isRunning() && end.compareAndSet(until, next());
    }

    /** 0 when it is over. */
    long nanosLeft() {
        End until = end.get();
        return until == null ? 0 : Math.max(0, until.atNanos - nanoTime.getAsLong());
    }

    void cut() {
        end.set(null);
    }
}
