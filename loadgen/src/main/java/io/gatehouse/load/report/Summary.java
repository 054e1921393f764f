package io.gatehouse.load.report;

import io.gatehouse.load.measure.Interval;
import io.gatehouse.load.measure.Words;
import java.time.temporal.ChronoUnit;

/** What a report for people begins with. */
final class Summary {
    private Summary() {}

    static String title(RunReport report) {
        return "gatehouse load " + report.scenario();
    }

    static String times(RunReport report) {
        double all = report.timeline().intervals().stream()
                .mapToDouble(Interval::length)
                .sum();
        double measured = report.timeline().measured();
        String around = all - measured < 0.05 ? "" : " of " + Words.seconds(all) + ", connecting and warm-up included";
        return "Begun " + report.begun().truncatedTo(ChronoUnit.SECONDS) + ", " + Words.seconds(measured) + " measured"
                + around + ".";
    }
}
