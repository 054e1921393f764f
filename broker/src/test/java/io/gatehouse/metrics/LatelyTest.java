package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class LatelyTest {
    private final Queue<Long> answers = new ArrayDeque<>(List.of(3L, 5L));

    @Test
    void figures_of_one_look_are_of_one_walk() {
        Lately<Long> lately = new Lately<>(answers::poll, Duration.ofHours(1));

        assertThat(lately.figure(found -> found)).isEqualTo(3);
        assertThat(lately.figure(found -> found * 2)).isEqualTo(6);
        assertThat(answers).hasSize(1);
    }

    @Test
    void a_walk_that_could_not_look_leaves_what_was_found_before() {
        Lately<Long> lately = new Lately<>(answers::poll, Duration.ZERO);

        assertThat(lately.figure(found -> found)).isEqualTo(3);
        assertThat(lately.figure(found -> found)).isEqualTo(5);
        assertThat(lately.figure(found -> found)).isEqualTo(5);
    }

    @Test
    void nothing_found_yet_is_no_number() {
        assertThat(new Lately<Long>(() -> null, Duration.ZERO).figure(found -> found))
                .isNaN();
    }
}
