package io.gatehouse.load.report;

import io.gatehouse.load.device.Failure;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Foremost;
import io.gatehouse.load.measure.Interval;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Quantile;
import io.gatehouse.load.measure.Words;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run says while it goes on, in one line: the second, connections, a rate, p50 and p99 since the line before,
 * and failures by kind since the beginning. On a terminal the line is written over, elsewhere there is one each few
 * seconds. No colours. One thread.
 */
public final class LiveLine {
    private static final String GAP = "  ";

    private final PrintStream out;
    private final int width;
    private final double every;
    private final Map<Count, Long> sums = new EnumMap<>(Count.class);
    private final Map<Failure.Kind, Long> failures = new EnumMap<>(Failure.Kind.class);
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final Map<Latency, Histogram> latencies = new EnumMap<>(Latency.class);
    private double length;
    private int written;

    private LiveLine(PrintStream out, int width, double every) {
        this.out = out;
        this.width = width;
        this.every = every;
    }

    /** @param width columns of the terminal; a line that filled them would not be written over but scroll */
    public static LiveLine onTerminal(PrintStream out, int width) {
        return new LiveLine(out, Math.max(width, 2), 0);
    }

    /** @param every so many seconds there is a line */
    public static LiveLine plain(PrintStream out, double every) {
        return new LiveLine(out, 0, every);
    }

    /** Of each interval, in their order. */
    public void show(Interval interval) {
        interval.counts().forEach((what, many) -> {
            sums.merge(what, many, Long::sum);
            counts.merge(what, many, Long::sum);
        });
        interval.latencies().forEach((what, some) -> {
            Histogram sum = latencies.computeIfAbsent(what, each -> new Histogram(3));
            sum.add(some);
        });
        FailureCounts.byKind(interval.failures()).forEach((kind, many) -> failures.merge(kind, many, Long::sum));
        length += interval.length();
        if (length < every - interval.length() / 2) { // nearer to the next
            return;
        }
        write(line(interval));
        counts.clear();
        latencies.values().forEach(Histogram::reset);
        length = 0;
    }

    /** A line of its own that stays. */
    public void say(String words) {
        wipe();
        out.println(words);
        out.flush();
    }

    /** No more intervals: what comes next on the terminal begins on a line of its own. */
    public void end() {
        if (written > 0) {
            out.println();
            out.flush();
            written = 0;
        }
    }

    private String line(Interval interval) {
        Count rate = Foremost.rate(what -> sums.getOrDefault(what, 0L));
        Latency latency = Foremost.latency(latencies.keySet());
        Histogram timed = latencies.get(latency);
        StringJoiner line = new StringJoiner(GAP);
        line.add("%6.0f s".formatted(interval.seconds()));
        line.add(Words.whole(interval.open()) + " open");
        line.add(Words.rate(length == 0 ? 0 : counts.getOrDefault(rate, 0L) / length) + " " + rate.title());
        line.add(latency.title());
        line.add("p50 " + time(Quantile.P50, timed));
        line.add("p99 " + time(Quantile.P99, timed));
        if (!failures.isEmpty()) {
            StringJoiner kinds = new StringJoiner(", ", "errors: ", "");
            failures.forEach((kind, many) -> kinds.add(kind.words() + " " + Words.whole(many)));
            line.add(kinds.toString());
        }
        return line.toString();
    }

    private static String time(Quantile quantile, @Nullable Histogram timed) {
        return timed == null || timed.getTotalCount() == 0 ? "-" : Words.nanos(quantile.of(timed));
    }

    private void write(String line) {
        if (width == 0) {
            out.println(line);
        } else {
            String shown = line.length() < width ? line : line.substring(0, width - 1);
            out.print("\r" + shown + " ".repeat(Math.max(0, written - shown.length())));
            written = shown.length();
        }
        out.flush();
    }

    private void wipe() {
        if (written > 0) {
            out.print("\r" + " ".repeat(written) + "\r");
            written = 0;
        }
    }
}
