package io.gatehouse.load.scenario;

import java.time.Duration;

/**
 * Moments at a rate that goes evenly from one to another. When a moment is due does not depend on when the ones before
 * it happened: {@code k} of them are due after {@code t} seconds where {@code from t + (to - from) t² / 2T = k}.
 */
final class Ramp {
    private final double from;
    /** By which the rate rises in a second. */
    private final double slope;

    private final long count;

    /**
     * @param from a second, 0 or more
     * @param to at the end, 0 or more
     */
    Ramp(double from, double to, Duration length) {
        double seconds = length.toNanos() / 1e9;
        this.from = from;
        this.slope = (to - from) / seconds;
        this.count = Math.round((from + to) / 2 * seconds);
    }

    /** How many moments there are. */
    long count() {
        return count;
    }

    /** @return nanoseconds from the beginning */
    long due(long index) {
        double seconds =
                slope == 0 ? index / from : (Math.sqrt(Math.max(0, from * from + 2 * slope * index)) - from) / slope;
        return (long) (seconds * 1e9);
    }
}
