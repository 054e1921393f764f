package io.gatehouse.load.report;

import io.gatehouse.load.device.Failure;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Foremost;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Quantile;
import io.gatehouse.load.measure.Timeline;
import io.gatehouse.load.measure.Verdict;
import io.gatehouse.load.measure.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The tables of a report for people, the same as text and on a page. Those with nothing to say have no rows. */
final class Tables {
    private static final List<Quantile> IN_PHASES = List.of(Quantile.P50, Quantile.P99, Quantile.MAX);

    private Tables() {}

    static Table verdicts(RunReport report) {
        Table table = new Table("Assertions", 3, "asked", "held", "measured");
        for (Verdict verdict : report.verdicts()) {
            table.row(verdict.assertion(), verdict.held() ? "yes" : "NO", verdict.measured());
        }
        return table;
    }

    static Table findings(RunReport report) {
        return ofNames("Findings", report.findings());
    }

    static Table setting(RunReport report) {
        return ofNames("Setting", report.setting());
    }

    static Table machine(RunReport report) {
        return ofNames("Machine", report.machine());
    }

    private static Table ofNames(String title, Map<String, String> values) {
        Table table = new Table(title, 2, "", "");
        values.forEach(table::row);
        return table;
    }

    /** What was not 0, and what is expected to be: it is worth a look that it was. */
    static Table counts(RunReport report) {
        Timeline timeline = report.timeline();
        Table table = new Table("Counts", 1, "", "number", "a second");
        for (Count count : Count.values()) {
            long many = timeline.count(count);
            boolean sought = timeline.count(Count.SENT) > 0
                    && (count == Count.LOST || count == Count.DUPLICATED || count == Count.REORDERED);
            if (many != 0 || sought) {
                double rate = timeline.measured() == 0 ? 0 : many / timeline.measured();
                table.row(count.title(), Words.whole(many), Words.rate(rate));
            }
        }
        return table;
    }

    static Table latencies(RunReport report) {
        List<String> headings = new ArrayList<>(List.of("", "timed"));
        Quantile.TOLD.forEach(each -> headings.add(each.title()));
        Table table = new Table("Latencies", 1, headings.toArray(String[]::new));
        Map<Latency, Histogram> timed = report.timeline().latencies();
        for (Latency latency : Latency.values()) {
            Histogram histogram = timed.get(latency);
            if (histogram != null) {
                List<String> cells = new ArrayList<>(List.of(latency.title(), Words.whole(histogram.getTotalCount())));
                Quantile.TOLD.forEach(each -> cells.add(Words.nanos(each.of(histogram))));
                table.row(cells);
            }
        }
        return table;
    }

    /** The parts of a script, those of the warm-up too. */
    static Table phases(RunReport report) {
        Timeline timeline = report.timeline();
        Latency latency = Foremost.latency(timeline.latencies().keySet());
        List<String> headings = new ArrayList<>(List.of("", "lasted", "connected", "sent", "received"));
        IN_PHASES.forEach(each -> headings.add(latency.title() + " " + each.title()));
        headings.add("failures");
        Table table = new Table("Phases", 1, headings.toArray(String[]::new));
        timeline.named().forEach((name, totals) -> {
            List<String> cells = new ArrayList<>(List.of(
                    name,
                    Words.seconds(totals.seconds()),
                    Words.whole(totals.open()),
                    Words.rate(totals.rate(Count.SENT)),
                    Words.rate(totals.rate(Count.RECEIVED))));
            Histogram histogram = totals.latency(latency);
            IN_PHASES.forEach(each -> cells.add(histogram == null ? "" : Words.nanos(each.of(histogram))));
            cells.add(Words.whole(totals.failed()));
            table.row(cells);
        });
        return table;
    }

    static Table failures(RunReport report) {
        Table table = new Table("Failures", 2, "kind", "detail", "number");
        for (Map.Entry<Failure, Long> each :
                FailureCounts.inOrder(report.timeline().failures())) {
            table.row(each.getKey().kind().words(), each.getKey().detail(), Words.whole(each.getValue()));
        }
        return table;
    }
}
