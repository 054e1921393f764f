package io.gatehouse.provisioning.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class OwnershipTokensTest {
    private final HandClock clock = new HandClock();
    private final OwnershipTokens tokens = new OwnershipTokens(clock, 10, 4);

    @Test
    void a_token_is_for_its_certificate_and_the_claim_that_asked() {
        String token = tokens.grant("certificate", "claim");

        assertThat(tokens.take(token, "another")).isNull();
        assertThat(tokens.take(token + "x", "claim")).isNull();
        assertThat(tokens.take("", "claim")).isNull();
        assertThat(tokens.take(token, "claim")).isEqualTo("certificate");
    }

    @Test
    void one_at_a_time_has_a_token_and_nobody_once_it_is_spent() {
        String token = tokens.grant("certificate", "claim");

        assertThat(tokens.take(token, "claim")).isNotNull();
        assertThat(tokens.take(token, "claim")).isNull();
        tokens.release("certificate");
        assertThat(tokens.take(token, "claim")).isNotNull();
        tokens.spend("certificate");
        tokens.release("certificate");

        assertThat(tokens.take(token, "claim")).isNull();
        assertThat(tokens.size()).isZero();
    }

    @Test
    void a_token_ends_after_an_hour_and_its_certificate_is_told_of_the_oldest_first() {
        String token = tokens.grant("first", "claim");
        clock.pass(Duration.ofMinutes(1));
        tokens.grant("second", "claim");
        clock.pass(Duration.ofMinutes(59).minusNanos(1));
        assertThat(tokens.ended(10)).isEmpty();
        assertThat(tokens.isWaitedFor("first")).isTrue();

        clock.pass(Duration.ofNanos(1));

        assertThat(tokens.take(token, "claim")).isNull();
        assertThat(tokens.ended(10)).containsExactly("first");
        clock.pass(Duration.ofMinutes(1));
        assertThat(tokens.ended(1)).containsExactly("first");
        assertThat(tokens.ended(10)).containsExactly("first", "second");
    }

    @Test
    void what_is_in_use_has_not_ended() {
        String token = tokens.grant("certificate", "claim");
        tokens.take(token, "claim");
        clock.pass(Duration.ofHours(2));

        assertThat(tokens.ended(10)).isEmpty();

        tokens.release("certificate");
        assertThat(tokens.ended(10)).containsExactly("certificate");
    }

    @Test
    void a_claim_does_not_take_the_room_of_the_others() {
        IntStream.range(0, 4).forEach(i -> tokens.grant("stolen " + i, "stolen"));
        assertThat(tokens.isFull("stolen")).isTrue();
        assertThat(tokens.isFull("claim")).isFalse();
        IntStream.range(0, 6).forEach(i -> tokens.grant("certificate " + i, "claim " + i));
        assertThat(tokens.isFull("claim")).isTrue();

        tokens.spend("stolen 0");

        assertThat(tokens.isFull("claim")).isFalse();
        assertThat(tokens.isFull("stolen")).isFalse();
    }

    @Test
    void a_token_says_nothing_of_what_it_is_for_and_none_is_like_another() {
        String token = tokens.grant("certificate", "claim");

        assertThat(token).hasSize(43).matches("[A-Za-z0-9_-]+");
        assertThat(tokens.grant("other", "claim")).isNotEqualTo(token);
    }
}
