package io.gatehouse.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final HandClock clock = new HandClock();

    /** Time that passes when the test says so. */
    private static final class HandClock implements Clock {
        private long nanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(2); // it overflows on the way

        void advance(long millis) {
            nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        }

        @Override
        public long wallMillis() {
            return TimeUnit.NANOSECONDS.toMillis(nanos);
        }

        @Override
        public long monotonicNanos() {
            return nanos;
        }
    }

    private TokenBucket bucket() {
        return new TokenBucket(clock, Duration.ofSeconds(2));
    }

    private static long taken(TokenBucket bucket, int rate, int tries) {
        return IntStream.range(0, tries).filter(i -> bucket.take(rate)).count();
    }

    @Test
    void twice_the_rate_may_come_at_once_and_no_more() {
        assertThat(taken(bucket(), 10, 100)).isEqualTo(20);
    }

    @Test
    void afterwards_they_come_at_the_rate() {
        TokenBucket bucket = bucket();
        taken(bucket, 10, 100);
        long later = 0;
        for (int i = 0; i < 1000; i++) {
            clock.advance(10);
            later += taken(bucket, 10, 5);
        }
        assertThat(later).isEqualTo(100); // ten seconds
    }

    @Test
    void an_hour_of_silence_saves_up_no_more_than_the_burst() {
        TokenBucket bucket = bucket();
        taken(bucket, 10, 100);
        clock.advance(3_600_000);

        assertThat(taken(bucket, 10, 100)).isEqualTo(20);
    }

    @Test
    void a_rate_of_0_is_none() {
        assertThat(taken(bucket(), 0, 10_000)).isEqualTo(10_000);
    }

    @Test
    void a_bucket_in_use_is_as_full_as_before_when_the_rate_changes() {
        TokenBucket bucket = bucket();
        taken(bucket, 10, 10); // half of it

        assertThat(taken(bucket, 100, 1000)).isEqualTo(100);
        clock.advance(1000);
        assertThat(taken(bucket, 5, 1000)).isEqualTo(5);
    }

    @Test
    void what_comes_in_a_burst_of_a_second_may_come_at_once_and_no_more() {
        TokenBucket bucket = new TokenBucket(clock, SECOND);

        assertThat(taken(bucket, 100, 1000)).isEqualTo(100);
        assertThat(taken(bucket, 100, 1000)).isZero();
    }

    @Test
    void it_comes_back_with_time() {
        TokenBucket bucket = new TokenBucket(clock, SECOND);
        taken(bucket, 100, 1000);

        clock.advance(250);
        assertThat(taken(bucket, 100, 1000)).isEqualTo(25);
        clock.advance(750);
        assertThat(taken(bucket, 100, 1000)).isEqualTo(75);
    }

    @Test
    void what_is_not_used_is_not_saved_up_beyond_a_second() {
        TokenBucket bucket = new TokenBucket(clock, SECOND);
        taken(bucket, 10, 1000);
        clock.advance(3_600_000);

        assertThat(taken(bucket, 10, 1000)).isEqualTo(10);
    }
}
