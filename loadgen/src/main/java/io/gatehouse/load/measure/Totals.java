package io.gatehouse.load.measure;

import io.gatehouse.load.device.Failure;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Intervals in one.
 *
 * @param seconds how long they were together
 * @param open connections at the end of the last
 */
public record Totals(
        double seconds,
        long open,
        Map<Count, Long> counts,
        Map<Latency, Histogram> latencies,
        Map<Failure, Long> failures) {
    public Totals {
        counts = Map.copyOf(counts);
        latencies = Map.copyOf(latencies);
        failures = Map.copyOf(failures);
    }

    static Totals of(Interval interval) {
        return new Totals(
                interval.length(), interval.open(), interval.counts(), interval.latencies(), interval.failures());
    }

    /** @param later intervals behind these */
    Totals plus(Totals later) {
        Map<Count, Long> sums = new EnumMap<>(Count.class);
        sums.putAll(counts);
        later.counts.forEach((what, many) -> sums.merge(what, many, Long::sum));
        Map<Failure, Long> failed = new HashMap<>(failures);
        later.failures.forEach((what, many) -> failed.merge(what, many, Long::sum));
        Map<Latency, Histogram> timed = new EnumMap<>(Latency.class);
        timed.putAll(latencies);
        later.latencies.forEach((what, some) -> timed.merge(what, some, Totals::both));
        return new Totals(seconds + later.seconds, later.open, sums, timed, failed);
    }

    private static Histogram both(Histogram one, Histogram other) {
        Histogram both = one.copy();
        both.add(other);
        return both;
    }

    public long count(Count what) {
        return counts.getOrDefault(what, 0L);
    }

    /** A second. */
    public double rate(Count what) {
        return seconds == 0 ? 0 : count(what) / seconds;
    }

    /** Failures of all kinds. */
    public long failed() {
        return sum(failures);
    }

    static long sum(Map<Failure, Long> failures) {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    /** @return {@code null} where nothing was timed */
    public @Nullable Histogram latency(Latency what) {
        return latencies.get(what);
    }
}
