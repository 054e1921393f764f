package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader that judges our queries is no easier to please than Prometheus is. */
final class PromQueryTest {
    private static final Exposition SCRAPED = Exposition.of("""
            # TYPE a_total counter
            a_total{kind="x",side="left"} 1.0
            a_total{kind="y",side="right"} 2.0
            b{kind="x",side="left"} 3.0
            c 4
            d_bucket{le="1.0"} 5
            """);

    private static Set<String> labels(String query) {
        return PromQuery.labelsOfAnswer(query, SCRAPED);
    }

    @Test
    void the_labels_of_an_answer_are_those_that_it_would_have() {
        assertThat(labels("a_total{kind=\"x\"}")).containsExactlyInAnyOrder("kind", "side", "instance", "job");
        assertThat(labels("sum by (kind) (rate(a_total[5m]))")).containsExactly("kind");
        assertThat(labels("sum(a_total) / sum(b) > 0.5")).isEmpty();
        assertThat(labels("topk(3, sum by (side) (a_total) > 0)")).containsExactly("side");
        assertThat(labels("time() - c < 7 * 86400")).containsExactlyInAnyOrder("instance", "job");
        assertThat(labels("a_total and on (instance, job) c")).contains("kind");
        assertThat(labels("histogram_quantile(0.99, sum by (le) (rate(d_bucket[1m])))"))
                .isEmpty();
        assertThat(labels("c < +Inf or c == 1 and c >= 2 ^ 3")).contains("job");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unknown_total | metric: unknown_total",
                "a_total{knd=\"x\"} | label: knd",
                "a_total{kind=\"z\"} | no series of a_total matches",
                "a_total{kind=~\"z.*\"} | no series of a_total matches",
                "a_total{kind=\"x\",kind=\"y\"} | label twice",
                "sum by (knd) (a_total) | label: knd",
                "sum by (kind) (sum by (side) (a_total)) | label: kind",
                "a_total / c | never match",
                "a_total and on (kind) c | label: kind",
                "histogram_quantile(0.5, c) | without le",
                "rat(a_total[5m]) | function: rat",
            })
    void what_is_not_there_is_named(String query, String problem) {
        assertThatIllegalArgumentException().isThrownBy(() -> labels(query)).withMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sum(c", "c)", "c{", "c[5x]", "c ? c", "", "c c", "> 1"})
    void what_is_not_a_query_is_refused(String query) {
        assertThatIllegalArgumentException().isThrownBy(() -> labels(query));
    }
}
