package io.gatehouse.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.load.measure.Generator;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Timeline;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class HtmlReportTest {
    private static final RunReport REPORT = SampleRun.report();
    private static final String PAGE = HtmlReport.of(REPORT);

    @Test
    void the_page_needs_no_script_and_nothing_from_elsewhere() {
        assertThat(PAGE).contains("<svg").doesNotContain("<script", "<link", "<img", "@import", "src=\"http");
    }

    @Test
    void what_a_machine_or_a_broker_says_is_text_and_not_markup() {
        assertThat(PAGE).contains("one &lt;fast&gt; &amp; good", "p99&lt;50ms").doesNotContain("<fast>");
    }

    @Test
    void every_latency_has_its_row_and_its_figure() {
        for (Latency latency : REPORT.timeline().latencies().keySet()) {
            assertThat(PAGE)
                    .contains("<td class=\"text\">" + latency.title() + "</td>")
                    .contains("<figcaption>Latency over time: " + latency.title() + "</figcaption><svg");
        }
    }

    @Test
    void percentiles_rates_connections_and_failures_are_drawn() {
        assertThat(PAGE)
                .contains(
                        "by percentile, of the measured time</figcaption><svg",
                        "Connects and messages</figcaption><svg",
                        "Connections</figcaption><svg",
                        "Failures of the measured time by kind</figcaption><svg")
                .containsPattern(">\\s*99\\.99 %\\s*<")
                .containsPattern(">\\s*TLS alert\\s*</text>")
                .doesNotContain("Error");
    }

    @Test
    void what_did_not_hold_is_said_at_the_top() {
        assertThat(PAGE.substring(0, PAGE.indexOf("<h2>"))).contains("1 of 2 assertions held.");
    }

    @Test
    void a_generator_that_was_the_limit_is_said_at_the_top() {
        String page = HtmlReport.of(SampleRun.report(new Generator(0.9, 0.99), 60));

        assertThat(page.substring(0, page.indexOf("<h2>"))).contains("The generator itself was the limit");
        assertThat(PAGE).doesNotContain("class=\"limit\"");
    }

    @Test
    void no_two_parts_of_the_page_have_one_name() {
        List<String> ids = Pattern.compile(" id=\"([^\"]+)\"")
                .matcher(PAGE)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
        Matcher referred = Pattern.compile("url\\(#([^)]+)\\)").matcher(PAGE);
        while (referred.find()) {
            assertThat(ids).contains(referred.group(1));
        }
    }

    @Test
    void a_run_of_which_there_is_nothing_has_a_page_too() {
        assertThat(HtmlReport.of(SampleRun.of(new Timeline()))).contains("0.0 s measured", "</html>");
    }
}
