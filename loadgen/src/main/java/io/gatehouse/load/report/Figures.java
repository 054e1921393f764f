package io.gatehouse.load.report;

import io.gatehouse.load.device.Failure;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Foremost;
import io.gatehouse.load.measure.Interval;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Quantile;
import io.gatehouse.load.measure.Timeline;
import io.gatehouse.plot.Chart;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** The figures of a page. Those over time have the warm-up too. */
final class Figures {
    private static final String TIME = "seconds since the beginning";
    private static final List<Quantile> OVER_TIME = List.of(Quantile.P50, Quantile.P99, Quantile.MAX);
    /** A logarithmic axis has no 0: what took less counts as this. In milliseconds. */
    private static final double LEAST = 1e-3;
    /** Points of a curve of percentiles for each further 9. */
    private static final int STEPS = 20;

    private static final int MOST_NINES = 6;

    private Figures() {}

    static Chart latencyOverTime(Timeline timeline, Latency latency) {
        Chart chart = Chart.lines(TIME, latency.title()).logarithmicY();
        double least = Double.MAX_VALUE;
        double most = LEAST;
        for (Quantile quantile : OVER_TIME) {
            for (Interval interval : timeline.intervals()) {
                Histogram histogram = interval.latency(latency);
                if (histogram != null) {
                    double value = milliseconds(quantile.of(histogram));
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                    chart.add(quantile.title(), interval.seconds(), value);
                }
            }
        }
        return chart.isEmpty() ? chart : chart.yTicks(DurationTicks.between(least, most));
    }

    /** Each latency by its percentiles: the axis goes on with each further 9. */
    static Chart percentiles(Timeline timeline) {
        Chart chart = Chart.lines("percentile", "time").logarithmicX().logarithmicY();
        double least = Double.MAX_VALUE;
        double most = LEAST;
        double nines = 1;
        for (Latency latency : Latency.values()) {
            Histogram histogram = timeline.latencies().get(latency);
            if (histogram == null) {
                continue;
            }
            double last = Math.clamp(Math.log10(histogram.getTotalCount()), 1, MOST_NINES);
            nines = Math.max(nines, last);
            for (int step = 0; step <= last * STEPS; step++) {
                double beyond = Math.pow(10, (double) step / STEPS);
                double value = milliseconds(histogram.getValueAtPercentile(100 - 100 / beyond));
                least = Math.min(least, value);
                most = Math.max(most, value);
                chart.add(latency.title(), beyond, value);
            }
        }
        return chart.isEmpty() ? chart : chart.xTicks(percents(nines)).yTicks(DurationTicks.between(least, most));
    }

    private static Map<Double, String> percents(double nines) {
        Map<Double, String> marks = new LinkedHashMap<>();
        marks.put(2.0, "50 %");
        String[] names = {"90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %"};
        for (int i = 0; i < Math.min(names.length, Math.floor(nines)); i++) {
            marks.put(Math.pow(10, i + 1), names[i]);
        }
        return marks;
    }

    /** What the devices were asked to do, and what came of it. */
    static Chart rates(Timeline timeline) {
        Chart chart = Chart.lines(TIME, "a second");
        Set<Count> shown = EnumSet.of(Count.CONNECTED, Count.DUE, Foremost.rate(timeline::count), Count.RECEIVED);
        for (Count count : shown) {
            if (timeline.intervals().stream().anyMatch(each -> each.count(count) > 0)) {
                timeline.intervals().forEach(each -> chart.add(count.title(), each.seconds(), each.rate(count)));
            }
        }
        return chart;
    }

    static Chart open(Timeline timeline) {
        Chart chart = Chart.lines(TIME, "open connections");
        timeline.intervals().forEach(each -> chart.add("open", each.seconds(), each.open()));
        return chart;
    }

    /** By kind; the table has the details. */
    static Chart failures(Timeline timeline) {
        Chart chart = Chart.bars("", "failures").lying();
        FailureCounts.byKind(timeline.failures()).entrySet().stream()
                .sorted(Map.Entry.<Failure.Kind, Long>comparingByValue().reversed())
                .forEach(each -> chart.add("failures", each.getKey().words(), each.getValue()));
        return chart;
    }

    private static double milliseconds(double nanos) {
        return Math.max(LEAST, nanos / 1e6);
    }
}
