package io.gatehouse.load.measure;

import io.gatehouse.load.device.Failure;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What was counted and timed between two looks.
 *
 * @param seconds since the beginning of the run, at its end
 * @param length in seconds
 * @param open connections at its end
 * @param counts in it alone
 * @param latencies in it alone, in nanoseconds; nobody writes to them any more
 * @param failures in it alone
 * @param generator how the generator itself did
 */
public record Interval(
        double seconds,
        double length,
        long open,
        Map<Count, Long> counts,
        Map<Latency, Histogram> latencies,
        Map<Failure, Long> failures,
        Generator generator) {
    public Interval {
        counts = Map.copyOf(counts);
        latencies = Map.copyOf(latencies);
        failures = Map.copyOf(failures);
    }

    public long count(Count what) {
        return counts.getOrDefault(what, 0L);
    }

    /** A second. */
    public double rate(Count what) {
        return length == 0 ? 0 : count(what) / length;
    }

    /** @return {@code null} where nothing was timed */
    public @Nullable Histogram latency(Latency what) {
        return latencies.get(what);
    }
}
