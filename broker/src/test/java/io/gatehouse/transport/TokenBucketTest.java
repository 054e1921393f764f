package io.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
    private final TestClock clock = new TestClock();

    private static long taken(TokenBucket bucket, int rate, int tries) {
        return IntStream.range(0, tries).filter(i -> bucket.take(rate)).count();
    }

    @Test
    void twice_the_rate_may_come_at_once_and_no_more() {
        assertThat(taken(new TokenBucket(clock), 10, 100)).isEqualTo(20);
    }

    @Test
    void afterwards_they_come_at_the_rate() {
        TokenBucket bucket = new TokenBucket(clock);
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
        TokenBucket bucket = new TokenBucket(clock);
        taken(bucket, 10, 100);
        clock.advance(3_600_000);

        assertThat(taken(bucket, 10, 100)).isEqualTo(20);
    }

    @Test
    void a_rate_of_0_is_none() {
        assertThat(taken(new TokenBucket(clock), 0, 10_000)).isEqualTo(10_000);
    }

    @Test
    void a_bucket_in_use_is_as_full_as_before_when_the_rate_changes() {
        TokenBucket bucket = new TokenBucket(clock);
        taken(bucket, 10, 10); // half of it

        assertThat(taken(bucket, 100, 1000)).isEqualTo(100);
        clock.advance(1000);
        assertThat(taken(bucket, 5, 1000)).isEqualTo(5);
    }
}
