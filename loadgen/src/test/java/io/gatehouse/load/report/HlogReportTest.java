package io.gatehouse.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Quantile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;

final class HlogReportTest {
    private static byte[] log(RunReport report) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        HlogReport.write(report, file);
        return file.toByteArray();
    }

    @Test
    void its_own_reader_finds_every_latency_of_the_measured_time_again() {
        RunReport report = SampleRun.report();
        Map<String, Histogram> sums = new TreeMap<>();

        try (HistogramLogReader reader = new HistogramLogReader(new ByteArrayInputStream(log(report)))) {
            EncodableHistogram each = reader.nextIntervalHistogram();
            while (each != null) {
                if (reader.getStartTimeSec() > 0 && each.getStartTimeStamp() >= begun(report) + 10_000) {
                    sums.computeIfAbsent(each.getTag(), tag -> new Histogram(3)).add((Histogram) each);
                }
                each = reader.nextIntervalHistogram();
            }
        }

        assertThat(sums).containsOnlyKeys("tls", "connect", "acknowledgement", "delivery", "send_lag");
        for (Latency latency : report.timeline().latencies().keySet()) {
            Histogram read = Objects.requireNonNull(sums.get(Names.of(latency)));
            Histogram told =
                    Objects.requireNonNull(report.timeline().latencies().get(latency));
            assertThat(read.getTotalCount()).isEqualTo(told.getTotalCount());
            for (Quantile quantile : Quantile.values()) {
                assertThat(quantile.of(read)).isEqualTo(quantile.of(told));
            }
        }
    }

    @Test
    void a_person_sees_the_version_the_beginning_and_the_unit() {
        List<String> lines = new String(log(SampleRun.report()), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(lines)
                .contains("#[Histogram log format version 1.3]")
                .anySatisfy(line -> assertThat(line).startsWith("Tag=delivery,10.000,1.000,"));
        assertThat(String.join("\n", lines.subList(0, 4)))
                .contains("times in nanoseconds", "#[StartTime: 1795982400.123 ");
    }

    private static long begun(RunReport report) {
        return report.begun().toEpochMilli();
    }
}
