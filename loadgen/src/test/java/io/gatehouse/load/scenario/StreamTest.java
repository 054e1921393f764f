package io.gatehouse.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.load.scenario.Stream.Arrival;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamTest {
    private static final Sequences NOBODY_EXCUSED = new Sequences();

    private final Stream stream = new Stream();

    @Test
    void messages_that_come_in_their_order_leave_nothing_missing() {
        for (int i = 0; i < 5; i++) {
            assertThat(stream.arrived(i)).isEqualTo(Arrival.IN_ORDER);
        }

        assertThat(stream.missing(5, NOBODY_EXCUSED)).isZero();
        assertThat(stream.has(5)).isTrue();
    }

    @Test
    void what_never_came_is_missing_in_the_middle_and_at_the_end() {
        stream.arrived(0);
        stream.arrived(3);

        assertThat(stream.missing(6, NOBODY_EXCUSED)).isEqualTo(4); // 1, 2, 4, 5
    }

    @Test
    void a_message_behind_a_later_one_is_late_and_no_longer_missing() {
        stream.arrived(0);
        stream.arrived(4);

        assertThat(stream.arrived(2)).isEqualTo(Arrival.LATE);
        assertThat(stream.missing(5, NOBODY_EXCUSED)).isEqualTo(2); // 1 and 3
    }

    @Test
    void a_message_that_comes_twice_is_told_whether_it_was_late_or_not() {
        stream.arrived(0);
        stream.arrived(2);
        stream.arrived(1);

        assertThat(stream.arrived(0)).isEqualTo(Arrival.AGAIN);
        assertThat(stream.arrived(1)).isEqualTo(Arrival.AGAIN);
        assertThat(stream.arrived(2)).isEqualTo(Arrival.AGAIN);
    }

    @Test
    void what_nobody_promised_is_not_missing() {
        Sequences excused = new Sequences();
        excused.add(1);
        excused.add(4);
        stream.arrived(0);
        stream.arrived(3);

        assertThat(stream.missing(5, excused)).isEqualTo(1); // 2
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_counts_as_a_set_of_numbers_would(long seed) {
        Random random = new Random(seed);
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            numbers.add((long) random.nextInt(300));
        }
        Set<Long> seen = new HashSet<>();
        long highest = -1;
        for (long number : numbers) {
            Arrival expected = !seen.add(number) ? Arrival.AGAIN : number > highest ? Arrival.IN_ORDER : Arrival.LATE;
            highest = Math.max(highest, number);
            assertThat(stream.arrived(number)).isEqualTo(expected);
        }

        assertThat(stream.missing(300, NOBODY_EXCUSED)).isEqualTo(300 - seen.size());
    }

    @Test
    void who_comes_later_has_to_get_what_was_published_behind_its_subscription_alone() {
        Stream late = Stream.from(10);
        assertThat(late.has(12)).isTrue();
        late.promised(12);

        assertThat(late.missing(15, NOBODY_EXCUSED)).isEqualTo(3); // 12 to 14
        assertThat(late.has(15)).isFalse();
        assertThat(late.arrived(11)).isEqualTo(Arrival.IN_ORDER); // it may
        assertThat(late.arrived(14)).isEqualTo(Arrival.IN_ORDER);
        assertThat(late.missing(15, NOBODY_EXCUSED)).isEqualTo(2);
        assertThat(late.has(15)).isTrue();
    }

    @Test
    void who_subscribes_again_keeps_what_it_was_promised() {
        Stream stream = Stream.from(0);
        stream.promised(2);
        stream.promised(8);

        assertThat(stream.missing(10, NOBODY_EXCUSED)).isEqualTo(8);
    }

    @Test
    void a_subscription_that_was_never_granted_promises_nothing() {
        assertThat(Stream.from(3).missing(10, NOBODY_EXCUSED)).isZero();
    }

    @Test
    void who_has_left_misses_what_it_should_have_had_before_and_nothing_behind() {
        stream.arrived(0);
        stream.arrived(2);
        stream.close();

        assertThat(stream.missing(9, NOBODY_EXCUSED)).isEqualTo(1); // 1
        assertThat(stream.has(9)).isTrue();
    }
}
