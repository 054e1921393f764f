package io.gatehouse.load.report;

import io.gatehouse.load.measure.Interval;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The times of a run as an interval log of HdrHistogram, version 1.3, for its own tools: complete histograms in
 * nanoseconds, one line for each interval and latency, those of the warm-up too. The tag of a line is the latency:
 * {@code tls}, {@code connect}, {@code acknowledgement}, {@code delivery}, {@code send_lag}, {@code close}.
 */
public final class HlogReport {
    /** Of the column for the eyes: the longest of an interval, in milliseconds. */
    private static final double MILLISECOND = 1e6;

    private HlogReport() {}

    /** @param file is flushed and not closed */
    public static void write(RunReport report, OutputStream file) {
        PrintStream lines = new PrintStream(file, false, StandardCharsets.UTF_8);
        HistogramLogWriter log = new HistogramLogWriter(lines);
        long begun = report.begun().toEpochMilli();
        log.outputComment("[" + Summary.title(report) + "; times in nanoseconds]");
        log.outputLogFormatVersion();
        log.outputStartTime(begun);
        log.setBaseTime(begun);
        log.outputBaseTime(begun);
        log.outputLegend();
        for (Interval interval : report.timeline().intervals()) {
            double end = interval.seconds();
            double start = end - interval.length();
            interval.latencies().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(each -> {
                        Histogram tagged = each.getValue().copy();
                        tagged.setTag(Names.of(each.getKey()));
                        log.outputIntervalHistogram(start, end, tagged, MILLISECOND);
                    });
        }
        lines.flush();
    }
}
