package io.gatehouse.load.measure;

import io.gatehouse.load.device.Failure;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;
import org.HdrHistogram.Recorder;

/**
 * What a run counts and times while it runs. Any thread writes, without a lock; one reads, with {@link #look}.
 *
 * <p>Histograms have three digits, up to an hour; what takes longer is counted as an hour.
 */
public final class Measurements {
    private static final long LONGEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;
    /** Kinds of failures told apart; they come from what a broker says, so that there have to be bounds. */
    private static final int MOST_FAILURES = 256;

    /** Whole once they are made, and then read alone. */
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

    private final Map<Latency, Recorder> latencies = new EnumMap<>(Latency.class);
    private final ConcurrentHashMap<Failure, LongAdder> failures = new ConcurrentHashMap<>();
    private final LongAdder open = new LongAdder();
    private final ThreadTimes threadTimes = new ThreadTimes();
    private final long begun = System.nanoTime();
    private long looked = begun;

    public Measurements() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
        for (Latency latency : Latency.values()) {
            latencies.put(latency, new Recorder(LONGEST_NANOS, DIGITS));
        }
    }

    public void add(Count what) {
        add(what, 1);
    }

    public void add(Count what, long many) {
        Objects.requireNonNull(counts.get(what)).add(many);
    }

    public void took(Latency what, long nanos) {
        Objects.requireNonNull(latencies.get(what)).recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
    }

    public void failed(Failure failure) {
        LongAdder known = failures.get(failure);
        if (known == null) {
            Failure kept = failures.size() < MOST_FAILURES ? failure : new Failure(failure.kind(), "others");
            known = failures.computeIfAbsent(kept, each -> new LongAdder());
        }
        known.increment();
    }

    public void opened() {
        open.increment();
    }

    public void closed() {
        open.decrement();
    }

    /** Connections that are open now. */
    public long open() {
        return open.sum();
    }

    private Generator generator(double nanos) {
        ThreadTimes.Spent spent = threadTimes.look();
        double processors = Runtime.getRuntime().availableProcessors();
        return new Generator(spent.all() / nanos / processors, spent.busiest() / nanos);
    }

    /**
     * In kilobytes: one that can be written to at any value takes a quarter of a megabyte, and a run keeps thousands.
     */
    private static Histogram packed(Histogram histogram) {
        Histogram packed = new PackedHistogram(LONGEST_NANOS, DIGITS);
        packed.add(histogram);
        return packed;
    }

    /** All that came since the last look. One thread. */
    public Interval look() {
        long now = System.nanoTime();
        Map<Count, Long> counted = new EnumMap<>(Count.class);
        counts.forEach((count, adder) -> {
            long sum = adder.sumThenReset();
            if (sum != 0) {
                counted.put(count, sum);
            }
        });
        Map<Latency, Histogram> timed = new EnumMap<>(Latency.class);
        latencies.forEach((latency, recorder) -> {
            Histogram histogram = recorder.getIntervalHistogram();
            if (histogram.getTotalCount() > 0) {
                timed.put(latency, packed(histogram));
            }
        });
        Map<Failure, Long> failed = new HashMap<>();
        failures.forEach((failure, adder) -> {
            long sum = adder.sumThenReset();
            if (sum != 0) {
                failed.put(failure, sum);
            }
        });
        Interval interval = new Interval(
                (now - begun) / 1e9, (now - looked) / 1e9, open(), counted, timed, failed, generator((double)
                        Math.max(1, now - looked)));
        looked = now;
        return interval;
    }
}
