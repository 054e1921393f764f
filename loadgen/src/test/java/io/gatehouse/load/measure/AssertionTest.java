package io.gatehouse.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.load.device.Failure;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AssertionTest {
    private static final long MILLISECOND = 1_000_000;

    /** Ten seconds: 1,000 of 1,010 messages delivered after 1 to 100 ms, 200 connects of which 3 failed. */
    private static final Timeline RUN = run();

    private static Timeline run() {
        Histogram delivery = new Histogram(3);
        Histogram connect = new Histogram(3);
        for (int i = 0; i < 1000; i++) {
            delivery.recordValue((i / 10 + 1) * MILLISECOND);
        }
        for (int i = 0; i < 197; i++) {
            connect.recordValue(200 * MILLISECOND);
        }
        return timeline(
                Map.of(
                        Count.CONNECTS, 200L,
                        Count.CONNECTED, 197L,
                        Count.DUE, 1015L,
                        Count.SENT, 1010L,
                        Count.HELD_BACK, 5L,
                        Count.RECEIVED, 1000L,
                        Count.LOST, 10L),
                Map.of(Latency.DELIVERY, delivery, Latency.CONNECT, connect),
                Map.of(
                        new Failure(Failure.Kind.TLS_ALERT, "unknown_ca"), 2L,
                        new Failure(Failure.Kind.TIMED_OUT, "TCP"), 1L));
    }

    private static Timeline timeline(
            Map<Count, Long> counts, Map<Latency, Histogram> latencies, Map<Failure, Long> failures) {
        Timeline timeline = new Timeline();
        timeline.add(
                new Interval(10, 10, 197, counts, latencies, failures, Generator.IDLE), new Part(Phase.MEASURING, ""));
        return timeline;
    }

    private static Verdict verdict(String assertion, Timeline timeline) {
        return ((Assertion.Limit) Assertion.of(assertion)).judge(timeline);
    }

    @ParameterizedTest
    @CsvSource({
        "p50<51ms, true",
        "p50<50ms, false",
        "P99 < 0.1s, true",
        "p99.9<=99ms, false",
        "max>=100000us, true",
        "max<99ms, false",
        "mean<51ms, true",
        "mean>50ms, true",
        "delivery.p90<91ms, true",
        "connect.p99>199ms, true",
        "connect.p99<199ms, false",
        "p50>49999µs, true",
        "p50>49999μs, true",
        "max<100200000ns, true",
        "loss==10, true",
        "loss==0, false",
        "duplicates==0, true",
        "reordered==0, true",
        "errors<=3, true",
        "errors<3, false",
        "held-back>4, true",
        "held-back>5, false",
        "ended==0, true",
        "connects==200, true",
        "received>=1000, true",
        "foreign==0, true",
        "rate>=100/s, true",
        "rate>100/s, false",
        "rate == 100 /s, true",
        "connect-rate>=19.7/s, true",
        "connect-rate>19.7/s, false"
    })
    void a_limit_holds_or_does_not(String assertion, boolean holds) {
        assertThat(verdict(assertion, RUN).held()).isEqualTo(holds);
    }

    @Test
    void the_verdict_says_what_was_asked_and_what_was_measured() {
        assertThat(verdict(" p50<50ms ", RUN)).isEqualTo(new Verdict("p50<50ms", false, "50.00 ms (delivery)"));
        assertThat(verdict("loss==0", RUN)).isEqualTo(new Verdict("loss==0", false, "10"));
        assertThat(verdict("rate>=5000/s", RUN)).isEqualTo(new Verdict("rate>=5000/s", false, "100.0/s received"));
    }

    @Test
    void without_a_name_it_is_the_latency_the_run_is_about() {
        Histogram some = new Histogram(3);
        some.recordValue(MILLISECOND);

        assertThat(verdict("max<2ms", timeline(Map.of(), Map.of(Latency.CONNECT, some), Map.of()))
                        .measured())
                .endsWith("(connect)");
        assertThat(verdict(
                                "max<2ms",
                                timeline(
                                        Map.of(),
                                        Map.of(Latency.CONNECT, some, Latency.ACKNOWLEDGEMENT, some),
                                        Map.of()))
                        .measured())
                .endsWith("(acknowledgement)");
    }

    @Test
    void where_nothing_is_received_the_rate_is_of_what_was_acknowledged_or_sent() {
        assertThat(verdict("rate>9/s", timeline(Map.of(Count.SENT, 100L), Map.of(), Map.of())))
                .isEqualTo(new Verdict("rate>9/s", true, "10.0/s sent"));
        assertThat(verdict("rate>9/s", timeline(Map.of(Count.SENT, 100L, Count.ACKNOWLEDGED, 90L), Map.of(), Map.of())))
                .isEqualTo(new Verdict("rate>9/s", false, "9.0/s acknowledged"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p99<1s",
                "p99>0ms",
                "close.max<1s",
                "send-lag.p99<1ms",
                "loss==0",
                "loss>=0",
                "duplicates==0",
                "reordered==0",
                "held-back==0",
                "rate>=0/s",
                "connect-rate<=1/s"
            })
    void what_was_never_measured_does_not_hold_and_says_so(String assertion) {
        Verdict verdict = verdict(assertion, timeline(Map.of(), Map.of(), Map.of()));

        assertThat(verdict.held()).isFalse();
        assertThat(verdict.measured()).startsWith("not measured: no ");
    }

    @Test
    void nothing_holds_of_a_run_that_ended_in_its_warm_up() {
        Timeline timeline = new Timeline();
        timeline.add(
                new Interval(1, 1, 0, Map.of(), Map.of(), Map.of(), Generator.IDLE), new Part(Phase.WARMING_UP, ""));

        assertThat(verdict("errors==0", timeline).held()).isFalse();
        assertThat(verdict("errors==0", timeline).measured()).contains("before its measured time began");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fast|expected: a name, one of < <= == >= >",
                "p99=50ms|expected: a name, one of < <= == >= >",
                "p99<|expected: a name",
                "''|expected: a name",
                "p95<1ms|in place of p95 one of p50 p90 p99 p99.9 max mean",
                "ping.p99<1ms|in place of ping.p99 one of",
                "connect.loss==0|in place of connect.loss one of",
                "p99<50|in place of 50 a number with ns, us, ms or s, as in p99<50ms",
                "connect.p99<-1ms|in place of -1ms a number with ns, us, ms or s, as in connect.p99<50ms",
                "loss==none|in place of none a whole number, as in loss==0",
                "loss==0.5|in place of 0.5 a whole number",
                "rate>=5000|in place of 5000 a number with /s, as in rate>=5000/s",
                "connect-rate>=5ms|in place of 5ms a number with /s, as in connect-rate>=400/s"
            })
    void a_text_that_is_none_is_answered_with_what_to_write(String text, String answer) {
        assertThat(Assertion.of(text))
                .isInstanceOfSatisfying(
                        Assertion.Unreadable.class,
                        none -> assertThat(none.why())
                                .startsWith("--assert: " + text + " (")
                                .contains(answer)
                                .hasLineCount(1));
    }

    @Test
    void the_answer_is_one_line_whatever_was_written() {
        assertThat(Assertion.of("p99\n<\u001b[2Jx"))
                .isInstanceOfSatisfying(
                        Assertion.Unreadable.class,
                        none -> assertThat(none.why())
                                .doesNotContain("\n", "\u001b")
                                .hasLineCount(1));
    }
}
