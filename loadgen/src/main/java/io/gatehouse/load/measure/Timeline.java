package io.gatehouse.load.measure;

import io.gatehouse.load.device.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The intervals of a run in their order, and their sums, in which a warm-up counts for what went wrong alone. One
 * thread.
 *
 * <p>At most {@value #MOST} intervals: then each two become one, so that a run of a week has a timeline of hours and
 * not a heap of seconds.
 */
public final class Timeline {
    static final int MOST = 3600;

    private final List<Interval> intervals = new ArrayList<>();
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final Map<Latency, Histogram> latencies = new EnumMap<>(Latency.class);
    private final Map<Failure, Long> failures = new HashMap<>();
    private Generator generator = Generator.IDLE;
    private double measured;
    private Instant measuredUntil = Instant.EPOCH;

    /** @param phase what was going on in it; a warm-up adds no latencies and no messages to the sums */
    public void add(Interval interval, Phase phase) {
        intervals.add(interval);
        if (intervals.size() > MOST) {
            halve();
        }
        boolean counts = phase != Phase.WARMING_UP;
        if (phase == Phase.MEASURING) {
            measured += interval.length();
            measuredUntil = Instant.now();
            generator = generator.worst(interval.generator());
        }
        interval.failures().forEach((what, many) -> failures.merge(what, many, Long::sum));
        interval.counts().forEach((what, many) -> {
            if (counts || !what.isThroughput()) {
                this.counts.merge(what, many, Long::sum);
            }
        });
        if (counts) {
            interval.latencies()
                    .forEach((what, some) -> latencies
                            .computeIfAbsent(what, each -> new Histogram(some.getHighestTrackableValue(), 3))
                            .add(some));
        }
    }

    private void halve() {
        List<Interval> half = new ArrayList<>();
        for (int i = 0; i + 1 < intervals.size(); i += 2) {
            half.add(joined(intervals.get(i), intervals.get(i + 1)));
        }
        if (intervals.size() % 2 == 1) {
            half.add(intervals.getLast());
        }
        intervals.clear();
        intervals.addAll(half);
    }

    private static Interval joined(Interval first, Interval second) {
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        counts.putAll(first.counts());
        second.counts().forEach((what, many) -> counts.merge(what, many, Long::sum));
        Map<Failure, Long> failures = new HashMap<>(first.failures());
        second.failures().forEach((what, many) -> failures.merge(what, many, Long::sum));
        Map<Latency, Histogram> latencies = new EnumMap<>(Latency.class);
        latencies.putAll(first.latencies());
        second.latencies()
                .forEach((what, some) -> latencies.merge(what, some, (one, other) -> {
                    Histogram both = one.copy();
                    both.add(other);
                    return both;
                }));
        return new Interval(
                second.seconds(),
                first.length() + second.length(),
                second.open(),
                counts,
                latencies,
                failures,
                first.generator().worst(second.generator()));
    }

    public List<Interval> intervals() {
        return List.copyOf(intervals);
    }

    /** Without the warm-up. */
    public long count(Count what) {
        return counts.getOrDefault(what, 0L);
    }

    /** Without the warm-up; empty where nothing was timed. */
    public Map<Latency, Histogram> latencies() {
        return Map.copyOf(latencies);
    }

    public Map<Failure, Long> failures() {
        return Map.copyOf(failures);
    }

    /** The worst of what was measured. */
    public Generator generator() {
        return generator;
    }

    /** Seconds of what was measured. */
    public double measured() {
        return measured;
    }

    /** When the last interval of what was measured was added, which is its end. */
    public Instant measuredUntil() {
        return measuredUntil;
    }
}
