package io.gatehouse.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.load.measure.Timeline;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CsvReportTest {
    private static final List<List<String>> ROWS = rows(SampleRun.report());

    private static List<List<String>> rows(RunReport report) {
        return CsvReport.of(report)
                .lines()
                .map(line -> Arrays.asList(line.split(",", -1)))
                .toList();
    }

    private static String cell(int row, String heading) {
        int column = ROWS.getFirst().indexOf(heading);
        assertThat(column).as(heading).isNotNegative();
        return ROWS.get(row).get(column);
    }

    @Test
    void each_interval_is_a_row_with_as_many_cells_as_there_are_headings() {
        assertThat(ROWS).hasSize(91);
        assertThat(ROWS).allSatisfy(row -> assertThat(row).hasSameSizeAs(ROWS.getFirst()));
        assertThat(ROWS.getFirst()).doesNotHaveDuplicates();
    }

    @Test
    void what_happened_in_an_interval_stands_under_its_heading() {
        assertThat(cell(61, "seconds")).isEqualTo("61.000");
        assertThat(cell(61, "held_back")).isEqualTo("800");
        assertThat(cell(61, "failures_timed_out")).isEqualTo("31");
        assertThat(cell(61, "delivery_timed")).isEqualTo("5000");
        assertThat(Double.parseDouble(cell(61, "delivery_p50_ms"))).isBetween(30.0, 42.0);
        assertThat(Double.parseDouble(cell(61, "delivery_p99_9_ms"))).isGreaterThan(100);
        assertThat(cell(61, "busiest_thread")).isEqualTo("0.630");
    }

    @Test
    void a_time_that_was_not_taken_is_empty_and_not_0() {
        assertThat(cell(1, "delivery_timed")).isEqualTo("0");
        assertThat(cell(1, "delivery_p99_ms")).isEmpty();
    }

    @Test
    void a_run_of_which_there_is_nothing_has_the_same_headings() {
        assertThat(rows(SampleRun.of(new Timeline()))).containsExactly(ROWS.getFirst());
    }
}
