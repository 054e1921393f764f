package io.gatehouse.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpanPaceTest {
    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(2); // it overflows on the way

    private static int taken(SpanPace pace, long now) {
        int taken = 0;
        while (pace.take(now)) {
            taken++;
        }
        return taken;
    }

    @Test
    void the_spans_of_one_second_may_come_at_once_and_no_more() {
        SpanPace pace = new SpanPace(100, START);

        assertThat(taken(pace, START)).isEqualTo(100);
        assertThat(taken(pace, START)).isZero();
    }

    @Test
    void they_come_back_with_time() {
        SpanPace pace = new SpanPace(100, START);
        taken(pace, START);

        assertThat(taken(pace, START + TimeUnit.MILLISECONDS.toNanos(250))).isEqualTo(25);
        assertThat(taken(pace, START + TimeUnit.SECONDS.toNanos(1))).isEqualTo(75);
    }

    @Test
    void what_is_not_used_is_not_saved_up_beyond_a_second() {
        SpanPace pace = new SpanPace(10, START);
        taken(pace, START);

        assertThat(taken(pace, START + TimeUnit.HOURS.toNanos(1))).isEqualTo(10);
    }
}
