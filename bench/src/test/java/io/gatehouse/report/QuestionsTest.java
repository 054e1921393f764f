package io.gatehouse.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class QuestionsTest {
    private static final Results MEASURED = SampleResults.ofQuickProfile();

    static List<Question> questions() {
        return Questions.ALL;
    }

    @ParameterizedTest
    @MethodSource("questions")
    void the_quick_profile_measures_what_every_question_needs(Question question) {
        Answer answer = question.answer(MEASURED).orElseThrow();

        assertThat(answer.sentences())
                .isNotEmpty()
                .allSatisfy(sentence -> assertThat(sentence).endsWith(".").doesNotContain("NaN", "Infinity"));
        assertThat(answer.table().rows()).isNotEmpty();
        assertThat(answer.table().rows().toString()).doesNotContain("NaN", "Infinity");
        if (!(question instanceof HotPaths)) { // a table and nothing else
            assertThat(answer.chart().svg("q")).startsWith("<svg").doesNotContain("Error");
        }
    }

    @ParameterizedTest
    @MethodSource("questions")
    void what_was_not_measured_is_not_answered(Question question) {
        assertThat(question.answer(new Results(List.of()))).isEmpty();
    }

    @Test
    void the_break_even_is_where_the_messages_have_cost_as_much_as_the_handshake() {
        Answer answer = new WhyAHandshake().answer(MEASURED).orElseThrow();

        assertThat(answer.table().rows().getFirst()).containsExactly("full, then 64 B", "400", "3,600", "39,600");
        assertThat(answer.table().rows().get(1)).containsExactly("resumed, then 64 B", "100", "900", "9,900");
    }

    @Test
    void a_fleet_that_reconnects_every_minute_needs_so_many_cores() {
        Handshake handshake = new Handshake(600_000, 0, 0, 0, 0, 0);

        assertThat(WhyResume.cores(handshake, 1)).isEqualTo(1.0);
        assertThat(WhyResume.cores(handshake, 10)).isEqualTo(0.1);
    }

    @Test
    void messages_of_one_flush_are_told_one_by_one() {
        Answer answer = new WhyCoalesce().answer(MEASURED).orElseThrow();

        assertThat(answer.table().rows().get(0)).contains("1.00 µs");
        assertThat(answer.table().rows().get(1)).contains("250 ns");
        assertThat(answer.sentences().get(1)).contains("4.00 times less");
    }

    @Test
    void a_gigabyte_is_extrapolated_by_the_slope_between_two_sizes() {
        Answer answer = new WhyASessionKey().answer(MEASURED).orElseThrow();

        // 100 ns a byte to seal, and as much to open
        assertThat(answer.sentences().getFirst()).contains("3.33 minutes of processor time with RSA");
        assertThat(answer.sentences()).anyMatch(sentence -> sentence.contains("extrapolated"));
    }

    @Test
    void a_version_with_one_more_round_trip_is_told_as_such() {
        Answer answer = new WhyTls13().answer(MEASURED).orElseThrow();

        assertThat(answer.table().rows().get(0)).startsWith("TLS 1.3", "1");
        assertThat(answer.table().rows().get(1)).startsWith("TLS 1.2", "2");
    }

    @Test
    void a_benchmark_that_counted_no_handshake_is_no_answer_but_an_error() {
        Measurement broken = new Measurement("HandshakeBenchmark.handshake", Map.of(), 1, 0, Map.of());

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Handshake.of(broken))
                .hasMessageContaining("counted no handshakes");
    }
}
