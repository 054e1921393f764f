package io.gatehouse.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LinePaceTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1); // wraps round in the middle
    private final LinePace pace = new LinePace(now::get);

    @Test
    void a_flood_is_one_line_a_second_that_says_how_many_there_were() {
        assertThat(pace.permit()).isZero();
        for (int i = 0; i < 1_000; i++) {
            assertThat(pace.permit()).isNegative();
        }

        now.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
        assertThat(pace.permit()).isNegative();
        now.incrementAndGet();
        assertThat(pace.permit()).isEqualTo(1_001);
        now.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(pace.permit()).isZero();
    }
}
