package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class VersionNumbersTest {
    private final HandClock clock = new HandClock();
    private final VersionNumbers numbers = new VersionNumbers(3);

    private void left(String clientId, long connections) {
        numbers.left(clientId, connections, clock.wallMillis(), clock.wallMillis());
    }

    private long take(String clientId) {
        return numbers.take(clientId, clock.wallMillis());
    }

    @Test
    void who_comes_back_within_the_hour_counts_on() {
        left("lamp", 7);
        clock.advance(Duration.ofMinutes(59));

        assertThat(take("lamp")).isEqualTo(7);
        assertThat(take("door")).isZero();
    }

    @Test
    void who_was_away_for_an_hour_begins_again() {
        left("lamp", 7);
        clock.advance(Duration.ofHours(1));

        assertThat(take("lamp")).isZero();
    }

    @Test
    void the_hour_begins_with_the_end_of_the_connection_and_not_of_the_session() {
        long disconnected = clock.wallMillis();
        clock.advance(Duration.ofMinutes(50));
        numbers.left("lamp", 7, disconnected, clock.wallMillis());
        clock.advance(Duration.ofMinutes(10));

        assertThat(take("lamp")).isZero();
    }

    @Test
    void of_too_many_the_one_that_left_first_is_forgotten() {
        left("first", 1);
        left("second", 2);
        left("third", 3);
        left("first", 4);
        left("fourth", 5);

        assertThat(numbers.size()).isEqualTo(3);
        assertThat(take("second")).isZero();
        assertThat(take("first")).isEqualTo(4);
    }

    @Test
    void whose_hour_is_over_takes_no_memory() {
        left("lamp", 7);
        clock.advance(Duration.ofMinutes(30));
        left("door", 2);
        clock.advance(Duration.ofMinutes(30));

        numbers.sweep(clock.wallMillis());

        assertThat(numbers.size()).isEqualTo(1);
        assertThat(take("door")).isEqualTo(2);
    }
}
