package io.gatehouse.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Generator;
import io.gatehouse.load.measure.Timeline;
import org.junit.jupiter.api.Test;

final class TextReportTest {
    private static final String TEXT = TextReport.of(SampleRun.report());

    @Test
    void it_says_what_was_run_when_and_for_how_long() {
        assertThat(TEXT)
                .startsWith(
                        "gatehouse load fan-in\nBegun 2026-11-29T20:00:00Z, 80.0 s measured of 90.0 s, connecting and"
                                + " warm-up included.\n./gatehouse load fan-in --clients 2000")
                .contains("  clients  2,000\n", "  TLS library  BoringSSL\n");
    }

    @Test
    void every_latency_that_was_timed_has_its_line() {
        assertThat(TEXT).containsPattern("Latencies +timed +p50 +p90 +p99 +p99\\.9 +max\n");
        for (String latency : new String[] {"tls", "connect", "acknowledgement", "delivery", "send lag"}) {
            assertThat(TEXT).containsPattern("  " + latency + " +[0-9,]+( +[0-9.,]+ (µs|ms|s)){5}\n");
        }
        assertThat(TEXT).doesNotContain("close");
    }

    @Test
    void loss_stands_among_the_counts_and_so_do_its_kin_when_they_are_nothing() {
        assertThat(TEXT)
                .containsPattern("  received +397,597 +4,970/s\n")
                .containsPattern("  lost +3 +0\\.038/s\n")
                .containsPattern("  duplicated +0 ")
                .containsPattern("  reordered +0 ")
                .doesNotContain("foreign");
    }

    @Test
    void failures_are_told_apart_by_kind_and_detail() {
        assertThat(TEXT)
                .containsPattern("Failures\n  kind +detail +number\n  timed out +answer +93\n")
                .containsPattern("  TLS alert +certificate_revoked +80\n")
                .containsPattern("  CONNACK +not authorized \\(0x87\\) +[0-9]+\n");
    }

    @Test
    void what_was_found_and_what_did_not_hold_stand_at_its_end() {
        assertThat(TEXT)
                .contains("Findings\n  first message  12.40 ms after CONNACK\n")
                .containsPattern("  p99<50ms +yes +49\\.35 ms \\(delivery\\)\n")
                .containsPattern("  loss==0 +NO +3\n$");
    }

    @Test
    void the_columns_stand_under_each_other() {
        String[] lines = TEXT.substring(TEXT.indexOf("Latencies")).split("\n");

        for (int i = 1; i <= 5; i++) {
            assertThat(lines[i]).hasSameSizeAs(lines[0]);
        }
    }

    @Test
    void a_generator_that_was_not_the_limit_is_not_spoken_of() {
        assertThat(TEXT).doesNotContain("generator");
    }

    @Test
    void a_generator_that_was_busy_or_late_says_so_and_what_to_do() {
        assertThat(TextReport.of(SampleRun.report(new Generator(0.55, 0.97), 60)))
                .contains(
                        "The generator itself was the limit: at its busiest it took 55 % of this machine's processors,"
                                + " and one of its threads 97 % of one.\nLower --rate, --connect-rate or --clients");
        assertThat(TextReport.of(SampleRun.report(Generator.IDLE, 900)))
                .contains("The generator itself was late: one message in a hundred was sent ")
                .contains("\nLower --rate, --connect-rate or --clients")
                .doesNotContain("was the limit");
    }

    @Test
    void a_run_of_which_there_is_nothing_has_a_report_too() {
        assertThat(TextReport.of(SampleRun.of(new Timeline())))
                .contains("0.0 s measured.", "Setting", "Assertions")
                .doesNotContain(Count.CONNECTS.title(), "Latencies", "NaN");
    }
}
