package io.gatehouse.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private static Measurement measured(String name, double score, double error) {
        return new Measurement(name, Map.of(), score, error, Map.of());
    }

    private static Comparison compared(Measurement before, Measurement after) {
        return new Comparison(new Results(List.of(before)), new Results(List.of(after)));
    }

    @Test
    void what_takes_an_eighth_longer_is_worse_where_the_errors_do_not_touch() {
        assertThat(compared(measured("a", 100, 3), measured("a", 112, 3)).worse())
                .hasSize(1);
    }

    @Test
    void what_the_errors_explain_is_not_worse() {
        assertThat(compared(measured("a", 100, 7), measured("a", 112, 7)).worse())
                .isEmpty();
    }

    @Test
    void a_tenth_is_not_enough_however_small_the_errors_are() {
        assertThat(compared(measured("a", 100, 0.1), measured("a", 109, 0.1)).worse())
                .isEmpty();
    }

    @Test
    void what_became_faster_is_not_worse() {
        assertThat(compared(measured("a", 100, 1), measured("a", 50, 1)).worse())
                .isEmpty();
    }

    @Test
    void what_stands_in_one_file_only_is_named() {
        Comparison comparison = compared(measured("a", 100, 1), measured("b", 100, 1));

        assertThat(comparison.compared()).isZero();
        assertThat(comparison.onlyBefore()).containsExactly("a");
        assertThat(comparison.onlyAfter()).containsExactly("b");
    }

    @Test
    void the_same_benchmark_with_other_parameters_is_another_one() {
        Measurement small = new Measurement("a", Map.of("bytes", "1"), 100, 1, Map.of());
        Measurement large = new Measurement("a", Map.of("bytes", "2"), 200, 1, Map.of());

        assertThat(compared(small, large).compared()).isZero();
    }
}
