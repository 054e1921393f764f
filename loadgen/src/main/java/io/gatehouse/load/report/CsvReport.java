package io.gatehouse.load.report;

import io.gatehouse.load.device.Failure;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Interval;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Quantile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A row for each interval (RFC 4180), those of the warm-up too. The columns are the same in every run:
 *
 * <ul>
 *   <li>{@code seconds} since the beginning at the interval's end, its {@code length}, {@code open} connections;
 *   <li>each {@link Count} of the interval, by the name of its constant in small letters: {@code held_back};
 *   <li>of each {@link Latency} {@code delivery_timed}, {@code delivery_p50_ms}, {@code …_p90_ms}, {@code …_p99_ms},
 *       {@code …_p99_9_ms}, {@code …_max_ms}; times are empty where nothing was timed;
 *   <li>failures by kind: {@code failures_tls_alert};
 *   <li>of the generator {@code processors} and {@code busiest_thread}, 1 being all of them and all of one.
 * </ul>
 */
public final class CsvReport {
    private CsvReport() {}

    /** @return lines, the first of them the headings */
    public static String of(RunReport report) {
        StringBuilder csv = new StringBuilder();
        csv.append(String.join(",", headings())).append("\r\n");
        report.timeline()
                .intervals()
                .forEach(each -> csv.append(String.join(",", cells(each))).append("\r\n"));
        return csv.toString();
    }

    private static List<String> headings() {
        List<String> headings = new ArrayList<>(List.of("seconds", "length", "open"));
        for (Count count : Count.values()) {
            headings.add(Names.of(count));
        }
        for (Latency latency : Latency.values()) {
            headings.add(Names.of(latency) + "_timed");
            Quantile.TOLD.forEach(each -> headings.add(Names.of(latency) + "_" + Names.of(each) + "_ms"));
        }
        for (Failure.Kind kind : Failure.Kind.values()) {
            headings.add("failures_" + Names.of(kind));
        }
        headings.add("processors");
        headings.add("busiest_thread");
        return headings;
    }

    private static List<String> cells(Interval interval) {
        List<String> cells = new ArrayList<>();
        cells.add(number("%.3f", interval.seconds()));
        cells.add(number("%.3f", interval.length()));
        cells.add(Long.toString(interval.open()));
        for (Count count : Count.values()) {
            cells.add(Long.toString(interval.count(count)));
        }
        for (Latency latency : Latency.values()) {
            Histogram histogram = interval.latency(latency);
            cells.add(Long.toString(histogram == null ? 0 : histogram.getTotalCount()));
            Quantile.TOLD.forEach(each -> cells.add(milliseconds(each, histogram)));
        }
        Map<Failure.Kind, Long> failures = FailureCounts.byKind(interval.failures());
        for (Failure.Kind kind : Failure.Kind.values()) {
            cells.add(Long.toString(failures.getOrDefault(kind, 0L)));
        }
        cells.add(number("%.3f", interval.generator().processors()));
        cells.add(number("%.3f", interval.generator().busiest()));
        return cells;
    }

    private static String milliseconds(Quantile quantile, @Nullable Histogram histogram) {
        return histogram == null ? "" : number("%.6f", quantile.of(histogram) / 1e6);
    }

    private static String number(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
