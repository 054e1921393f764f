package io.gatehouse.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.load.Search.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SearchTest {
    private final List<Double> tried = new ArrayList<>();

    private double highest(Search search, double limit) throws Exception {
        return search.highest(rate -> {
            tried.add(rate);
            return rate <= limit ? Outcome.HELD : Outcome.BROKEN;
        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 99, 100, 101, 12_345, 199_999})
    void it_finds_the_limit_within_its_precision(double limit) throws Exception {
        double found = highest(new Search(100, 1, 200_000, 0.05), limit);

        assertThat(found).isBetween(limit / 1.05 - 1e-9, limit);
        assertThat(tried).hasSizeLessThan(40);
    }

    @Test
    void nothing_above_the_most_is_tried() throws Exception {
        assertThat(highest(new Search(100, 1, 1000, 0.05), 1e9)).isEqualTo(1000);
        assertThat(tried).allMatch(rate -> rate <= 1000);
    }

    @Test
    void where_not_even_the_least_holds_there_is_none() throws Exception {
        assertThat(highest(new Search(100, 1, 1000, 0.05), 0.5)).isZero();
        assertThat(tried).allMatch(rate -> rate >= 1);
    }

    @Test
    void a_rate_that_does_not_hold_once_has_a_second_try() throws Exception {
        double found = new Search(100, 1, 400, 0.05).highest(rate -> {
            tried.add(rate);
            return tried.size() == 2 ? Outcome.BROKEN : Outcome.HELD;
        });

        assertThat(found).isEqualTo(400);
        assertThat(tried).containsExactly(100.0, 200.0, 200.0, 400.0);
    }

    @Test
    void it_ends_with_what_held_when_somebody_wants_it_to() throws Exception {
        double found = new Search(100, 1, 1e6, 0.05).highest(rate -> rate < 500 ? Outcome.HELD : Outcome.STOPPED);

        assertThat(found).isEqualTo(400);
    }
}
