package io.gatehouse.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.load.device.Failure;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Generator;
import io.gatehouse.load.measure.Interval;
import io.gatehouse.load.measure.Latency;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class LiveLineTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Interval connecting(int second, long many) {
        return new Interval(
                second,
                1,
                many * second,
                Map.of(Count.CONNECTED, many),
                Map.of(Latency.CONNECT, times(5)),
                Map.of(new Failure(Failure.Kind.TLS_ALERT, "unknown_ca"), 1L),
                Generator.IDLE);
    }

    private static Interval delivering(int second, long many) {
        return new Interval(
                second,
                1,
                1000,
                Map.of(Count.RECEIVED, many),
                many == 0 ? Map.of() : Map.of(Latency.DELIVERY, times(2)),
                Map.of(),
                Generator.IDLE);
    }

    private static Histogram times(long milliseconds) {
        Histogram histogram = new Histogram(3);
        histogram.recordValue(milliseconds * 1_000_000);
        return histogram;
    }

    @Test
    void while_devices_connect_it_tells_of_connects_and_errors_by_kind() {
        LiveLine.plain(out, 1).show(connecting(3, 200));

        assertThat(written())
                .isEqualTo("     3 s  600 open  200/s connected  connect  p50 5.001 ms  p99 5.001 ms"
                        + "  errors: TLS alert 1" + System.lineSeparator());
    }

    @Test
    void when_messages_come_it_tells_of_them_and_keeps_the_errors() {
        LiveLine line = LiveLine.plain(out, 1);
        line.show(connecting(1, 200));
        line.show(delivering(2, 5000));

        assertThat(written().lines().toList().getLast())
                .isEqualTo("     2 s  1,000 open  5,000/s received  delivery  p50 2.001 ms  p99 2.001 ms"
                        + "  errors: TLS alert 1");
    }

    @Test
    void a_stall_of_messages_shows_as_none_and_not_as_something_else() {
        LiveLine line = LiveLine.plain(out, 1);
        line.show(delivering(1, 5000));
        line.show(delivering(2, 0));

        assertThat(written().lines().toList().getLast()).contains("  0/s received  delivery  p50 -  p99 -");
    }

    @Test
    void elsewhere_than_on_a_terminal_a_line_comes_each_few_seconds_with_all_that_was_between() {
        LiveLine line = LiveLine.plain(out, 5);
        for (int second = 1; second <= 12; second++) {
            line.show(delivering(second, second * 100L));
        }
        line.end();

        assertThat(written().lines().toList())
                .hasSize(2)
                .allSatisfy(each -> assertThat(each).doesNotContain("\r"));
        assertThat(written().lines().toList().getLast()).startsWith("    10 s").contains("  800/s received");
    }

    @Test
    void on_a_terminal_it_is_written_over_without_a_rest_of_the_one_before() {
        LiveLine line = LiveLine.onTerminal(out, 200);
        line.show(delivering(1, 5_000_000));
        line.show(delivering(2, 0));
        line.end();

        assertThat(written()).endsWith(System.lineSeparator()).doesNotContain("\u001b");
        String[] lines = written().replace(System.lineSeparator(), "").split("\r", -1);
        assertThat(lines).hasSize(3);
        assertThat(lines[2]).hasSameSizeAs(lines[1]);
        assertThat(lines[2].strip()).hasSizeLessThan(lines[1].strip().length());
    }

    @Test
    void it_is_never_as_wide_as_the_terminal() {
        LiveLine line = LiveLine.onTerminal(out, 40);
        line.show(connecting(1, 200));
        line.show(delivering(2, 5000));

        assertThat(written().split("\r", -1))
                .allSatisfy(each -> assertThat(each.length()).isLessThan(40));
    }

    @Test
    void what_is_said_meanwhile_has_a_line_of_its_own() {
        LiveLine line = LiveLine.onTerminal(out, 80);
        line.show(delivering(1, 5000));
        line.say("the broker was killed");
        line.show(delivering(2, 5000));

        assertThat(written()).contains("\rthe broker was killed" + System.lineSeparator() + "\r     2 s");
    }
}
