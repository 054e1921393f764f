package io.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ConnectRateTest {
    private final TestClock clock = new TestClock();

    private static long taken(ConnectRate rate, int tries) {
        return IntStream.range(0, tries).filter(i -> rate.take()).count();
    }

    @Test
    void twice_the_rate_may_come_at_once_and_no_more() {
        assertThat(taken(new ConnectRate(10, clock), 100)).isEqualTo(20);
    }

    @Test
    void afterwards_they_come_at_the_rate() {
        ConnectRate rate = new ConnectRate(10, clock);
        taken(rate, 100);
        long later = 0;
        for (int i = 0; i < 1000; i++) {
            clock.advance(10);
            later += taken(rate, 5);
        }
        assertThat(later).isEqualTo(100); // ten seconds
    }

    @Test
    void an_hour_of_silence_saves_up_no_more_than_the_burst() {
        ConnectRate rate = new ConnectRate(10, clock);
        taken(rate, 100);
        clock.advance(3_600_000);

        assertThat(taken(rate, 100)).isEqualTo(20);
    }

    @Test
    void a_rate_of_0_is_none() {
        assertThat(taken(new ConnectRate(0, clock), 10_000)).isEqualTo(10_000);
    }
}
