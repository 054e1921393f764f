package io.gatehouse.metrics;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Figures that cost a walk, taken when somebody looks and kept for a while: several gauges show one walk, and a scrape
 * more often than that costs nothing more. Any thread but event loops, which the walk may wait for.
 *
 * @param <T> what one walk finds
 */
final class Lately<T> {
    private final Supplier<@Nullable T> walk;
    private final long keptNanos;
    private @Nullable T found;
    private long takenAt;

    /** @param walk answers {@code null} where it could not look, and the figures before stay */
    Lately(Supplier<@Nullable T> walk, Duration kept) {
        this.walk = walk;
        this.keptNanos = kept.toNanos();
    }

    /** One figure; NaN while nothing has been found yet. */
    synchronized double figure(ToLongFunction<T> of) {
        long now = System.nanoTime();
        if (found == null || now - takenAt >= keptNanos) {
            T taken = walk.get();
            if (taken != null) {
                found = taken;
            }
            takenAt = now;
        }
        return found == null ? Double.NaN : of.applyAsLong(found);
    }
}
