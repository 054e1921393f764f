package io.gatehouse.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RampTest {
    @Test
    void a_rate_that_stays_has_even_gaps() {
        Ramp ramp = new Ramp(100, 100, Duration.ofSeconds(2));

        assertThat(ramp.count()).isEqualTo(200);
        assertThat(ramp.due(0)).isZero();
        assertThat(ramp.due(150)).isEqualTo(1_500_000_000L);
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "100, 0", "10, 90", "90, 10", "0, 0.5"})
    void as_many_come_as_the_mean_of_both_ends_says_and_none_behind_the_end(double from, double to) {
        Duration length = Duration.ofSeconds(10);
        Ramp ramp = new Ramp(from, to, length);

        assertThat(ramp.count()).isEqualTo(Math.round((from + to) / 2 * 10));
        long last = -1;
        for (long index = 0; index < ramp.count(); index++) {
            assertThat(ramp.due(index)).isBetween(Math.max(0, last), length.toNanos());
            last = ramp.due(index);
        }
    }

    @Test
    void half_of_the_time_brings_a_quarter_where_it_begins_at_nothing() {
        Ramp ramp = new Ramp(0, 100, Duration.ofSeconds(10));

        assertThat(ramp.due(125)).isEqualTo(5_000_000_000L); // 500 in all
    }

    @Test
    void nothing_is_due_at_no_rate() {
        assertThat(new Ramp(0, 0, Duration.ofSeconds(10)).count()).isZero();
    }
}
