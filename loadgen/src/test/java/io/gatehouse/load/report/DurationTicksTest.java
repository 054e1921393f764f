package io.gatehouse.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DurationTicksTest {
    @Test
    void a_short_axis_has_marks_between_its_decades_and_one_on_either_side() {
        assertThat(DurationTicks.between(0.7, 12).values())
                .containsExactly("500 µs", "1 ms", "2 ms", "5 ms", "10 ms", "20 ms");
    }

    @Test
    void a_long_axis_has_one_mark_a_decade() {
        assertThat(DurationTicks.between(0.003, 4000).values())
                .containsExactly("1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s", "10 s");
    }

    @Test
    void all_of_one_value_has_marks_around_it() {
        assertThat(DurationTicks.between(3, 3).values()).containsExactly("2 ms", "5 ms");
    }
}
