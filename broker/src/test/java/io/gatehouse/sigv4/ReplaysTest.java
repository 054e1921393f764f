package io.gatehouse.sigv4;

import static io.gatehouse.sigv4.Replays.Standing.FRESH;
import static io.gatehouse.sigv4.Replays.Standing.FULL;
import static io.gatehouse.sigv4.Replays.Standing.UNKNOWN;
import static io.gatehouse.sigv4.Replays.Standing.USED;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which signatures are taken again, and what happens when too many are remembered. */
final class ReplaysTest {
    private static final Instant START = Instant.parse("2026-11-30T11:00:00.700Z");
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final Replays replays = new Replays(START);

    private static byte[] signature(long number) {
        return ByteBuffer.allocate(32).putLong(number).array();
    }

    private Replays.Standing use(long number, Instant signedAt, boolean once, Instant now) {
        return replays.use(signature(number), signedAt, signedAt.plus(Verifier.SKEW), once, now);
    }

    @Test
    void a_signature_of_a_numbered_call_is_taken_once() {
        assertThat(use(7, NOW, true, NOW)).isEqualTo(FRESH);
        assertThat(use(7, NOW, true, NOW)).isEqualTo(USED);
        assertThat(use(8, NOW, true, NOW)).isEqualTo(FRESH);
    }

    @Test
    void a_signature_that_two_calls_of_a_second_share_is_taken_for_two_seconds() {
        assertThat(use(7, NOW, false, NOW)).isEqualTo(FRESH);
        assertThat(use(7, NOW, false, NOW.plusSeconds(2))).isEqualTo(FRESH);
        assertThat(use(7, NOW, false, NOW.plusSeconds(3))).isEqualTo(USED);
        assertThat(use(7, NOW, false, NOW.plusSeconds(300))).isEqualTo(USED);
    }

    @Test
    void a_signature_is_remembered_for_as_long_as_it_would_be_accepted() {
        Instant early = NOW.plusSeconds(299); // by a clock that is ahead
        assertThat(use(7, early, true, NOW)).isEqualTo(FRESH);

        for (int second = 0; second <= 599; second++) {
            assertThat(use(7, early, true, NOW.plusSeconds(second))).isEqualTo(USED);
        }
    }

    @Test
    void what_was_signed_before_the_start_is_not_known() {
        assertThat(use(7, START.minusSeconds(1), true, START)).isEqualTo(UNKNOWN);
        assertThat(use(8, Instant.parse("2026-11-30T11:00:00Z"), true, START)).isEqualTo(FRESH);
    }

    @Test
    void a_clock_that_is_set_back_brings_nothing_back() {
        assertThat(use(7, NOW, true, NOW)).isEqualTo(FRESH);
        assertThat(use(8, NOW.plusSeconds(3600), true, NOW.plusSeconds(3600))).isEqualTo(FRESH);

        assertThat(use(7, NOW, true, NOW.plusSeconds(10))).isEqualTo(UNKNOWN);
    }

    @Test
    void a_clock_that_is_set_before_the_start_forgets_nothing() {
        Instant behind = START.minusSeconds(200);

        assertThat(use(7, START.plusSeconds(1), false, behind)).isEqualTo(FRESH);
        assertThat(use(7, START.plusSeconds(1), false, START.plusSeconds(30))).isEqualTo(USED);
    }

    @Test
    void when_no_more_can_be_remembered_nothing_new_is_taken_until_others_expire() {
        Replays small = new Replays(START, 3);
        for (int n = 1; n <= 3; n++) {
            assertThat(small.use(signature(n), NOW, NOW.plusSeconds(300), true, NOW))
                    .isEqualTo(FRESH);
        }

        assertThat(small.use(signature(4), NOW, NOW.plusSeconds(300), true, NOW))
                .isEqualTo(FULL);
        assertThat(small.use(signature(2), NOW, NOW.plusSeconds(300), true, NOW))
                .isEqualTo(USED);
        Instant later = NOW.plusSeconds(400);
        assertThat(small.use(signature(4), later, later.plusSeconds(300), true, later))
                .isEqualTo(FRESH);
    }

    @Test
    void a_hundred_thousand_signatures_are_told_apart() {
        Random random = new Random(5);
        Set<Long> used = new HashSet<>();
        for (int n = 0; n < 100_000; n++) {
            long number = random.nextInt(4) == 0 ? random.nextInt(5000) : random.nextLong();
            boolean fresh = used.add(number == 0 ? 1 : number);

            assertThat(use(number, NOW, true, NOW)).isEqualTo(fresh ? FRESH : USED);
        }
    }
}
