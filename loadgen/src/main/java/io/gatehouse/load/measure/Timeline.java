package io.gatehouse.load.measure;

import io.gatehouse.load.device.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    /** In seconds. What is left of one at the end of a phase would be a rate of nearly nothing by nearly nothing. */
    private static final double SHORTEST = 0.2;

    private final List<Interval> intervals = new ArrayList<>();
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final Map<Latency, Histogram> latencies = new EnumMap<>(Latency.class);
    private final Map<Failure, Long> failures = new HashMap<>();
    private Generator generator = Generator.IDLE;
    private double measured;
    private final Map<String, Totals> named = new LinkedHashMap<>();
    private Instant measuredUntil = Instant.EPOCH;

    /** @param part what was going on in it; a warm-up adds no latencies and no messages to the sums */
    public void add(Interval interval, Part part) {
        if (interval.length() < SHORTEST && !intervals.isEmpty()) {
            intervals.add(joined(intervals.removeLast(), interval));
        } else {
            intervals.add(interval);
        }
        if (intervals.size() > MOST) {
            halve();
        }
        if (!part.name().isEmpty()) {
            named.merge(part.name(), Totals.of(interval), Totals::plus);
        }
        Phase phase = part.phase();
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
        Totals both = Totals.of(first).plus(Totals.of(second));
        return new Interval(
                second.seconds(),
                both.seconds(),
                both.open(),
                both.counts(),
                both.latencies(),
                both.failures(),
                first.generator().worst(second.generator()));
    }

    public List<Interval> intervals() {
        return List.copyOf(intervals);
    }

    /** What came in each part that has a name, in their order; the warm-up too. */
    public Map<String, Totals> named() {
        return new LinkedHashMap<>(named);
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

    /** Those of all kinds. */
    public long failed() {
        return Totals.sum(failures);
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
