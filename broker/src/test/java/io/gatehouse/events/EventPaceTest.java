package io.gatehouse.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EventPaceTest {
    private static final long SECOND = 1_000_000_000;

    private final EventPace pace = new EventPace(Long.MAX_VALUE); // a clock may begin anywhere

    private long now = Long.MAX_VALUE;

    private int permitted(String certificateId, int attempts) {
        int permitted = 0;
        for (int i = 0; i < attempts; i++) {
            permitted += pace.permits(certificateId, now) ? 1 : 0;
        }
        return permitted;
    }

    @Test
    void one_certificate_has_a_burst_and_then_one_a_second() {
        assertThat(permitted("a", 1000)).isEqualTo(EventPace.BURST);

        now += SECOND / 2;
        assertThat(permitted("a", 1000)).isZero();
        now += SECOND / 2;
        assertThat(permitted("a", 1000)).isEqualTo(1);
        now += 3600 * SECOND;
        assertThat(permitted("a", 1000)).isEqualTo(EventPace.BURST);
    }

    @Test
    void a_certificate_in_a_loop_takes_nothing_from_another_one() {
        permitted("a", 1000);

        assertThat(permitted("b", 1000)).isEqualTo(EventPace.BURST);
    }

    @Test
    void all_together_have_a_bound_too() {
        int permitted = 0;
        for (int certificate = 0; certificate < 500; certificate++) {
            permitted += permitted("certificate " + certificate, 1);
        }
        assertThat(permitted).isEqualTo(EventPace.BURST_OF_ALL);

        now += SECOND;
        assertThat(permitted("one more", 1000)).isEqualTo(EventPace.BURST);
    }
}
