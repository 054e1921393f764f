package io.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.NewcomerSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.transport.NewcomerLimits.Place;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class NewcomerLimitsTest {
    private static final int PLACES = 8;
    private static final int SHARE = 4096;
    private static final long BYTES = 2L * PLACES * SHARE;
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");

    private final TestClock clock = new TestClock();

    private NewcomerLimits limits(int connects, int connectsOfOne, int handshakes, int handshakesOfOne) {
        return new NewcomerLimits(
                settings(connects, connectsOfOne, handshakes, handshakesOfOne, PLACES, PLACES, BYTES), clock);
    }

    private static NewcomerSettings settings(
            int connects, int connectsOfOne, int handshakes, int handshakesOfOne, int atOnce, int ofOne, long bytes) {
        return new NewcomerSettings(
                connects,
                connectsOfOne,
                handshakes,
                handshakesOfOne,
                atOnce,
                Duration.ofSeconds(2),
                ofOne,
                bytes,
                100,
                Duration.ofSeconds(5));
    }

    private static @Nullable Excess firstOf(int tries, Supplier<@Nullable Excess> attempt) {
        for (int i = 0; i < tries; i++) {
            Excess excess = attempt.get();
            if (excess != null) {
                return excess;
            }
        }
        return null;
    }

    private static @Nullable Excess connect(NewcomerLimits limits, InetAddress from) {
        Place place = limits.accepted();
        try {
            Excess excess = limits.connect(place, from);
            return excess == null ? limits.handshake(place) : excess;
        } finally {
            limits.leave(place);
        }
    }

    @Test
    void all_together_may_connect_at_the_rate() {
        NewcomerLimits limits = limits(10, 0, 0, 0);

        assertThat(firstOf(20, limits::connect)).as("the burst").isNull();
        Excess excess = limits.connect();

        assertThat(excess).isNotNull();
        assertThat(excess.reason()).isEqualTo(Reason.CONNECT_RATE_EXCEEDED);
        clock.advance(100);
        assertThat(limits.connect()).isNull();
    }

    @Test
    void one_address_may_connect_at_its_rate_and_takes_nothing_from_another() {
        NewcomerLimits limits = limits(0, 10, 0, 0);

        Excess excess = firstOf(21, () -> connect(limits, HERE));

        assertThat(excess).isNotNull();
        assertThat(excess.reason()).isEqualTo(Reason.ADDRESS_RATE_EXCEEDED);
        assertThat(excess.detail()).contains("newcomers.max-connect-rate-per-address");
        assertThat(connect(limits, THERE)).isNull();
    }

    @Test
    void one_address_may_begin_handshakes_at_its_rate_and_takes_nothing_from_all() {
        NewcomerLimits limits = limits(0, 0, 20, 10);

        Excess excess = firstOf(1000, () -> connect(limits, HERE));

        assertThat(excess).isNotNull();
        assertThat(excess.reason()).isEqualTo(Reason.ADDRESS_RATE_EXCEEDED);
        assertThat(excess.detail()).contains("newcomers.max-handshake-rate-per-address");
        assertThat(firstOf(20, () -> connect(limits, THERE))).isNull();
    }

    @Test
    void all_together_may_begin_handshakes_at_the_rate() {
        NewcomerLimits limits = limits(0, 0, 10, 0);

        assertThat(firstOf(20, () -> connect(limits, HERE))).as("the burst").isNull();
        Excess excess = connect(limits, THERE);

        assertThat(excess).isNotNull();
        assertThat(excess.reason()).isEqualTo(Reason.HANDSHAKE_RATE_EXCEEDED);
    }

    @Test
    void when_the_last_place_is_taken_there_is_no_room_until_one_is_left() {
        NewcomerLimits limits = limits(0, 0, 0, 0);
        AtomicInteger told = new AtomicInteger();
        limits.whenRoom(told::incrementAndGet);
        List<Place> here = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            assertThat(limits.full()).isFalse();
            here.add(limits.accepted());
        }
        assertThat(limits.full()).isTrue();
        here.add(limits.accepted()); // another listener had accepted one already

        limits.leave(here.removeLast());
        assertThat(limits.full()).isTrue();
        assertThat(told).hasValue(0);
        limits.leave(here.getFirst());
        limits.leave(here.getFirst()); // admitted, and closed later

        assertThat(limits.full()).isFalse();
        assertThat(told).hasValue(1);
        assertThat(limits.newcomers()).isEqualTo(PLACES - 1);
    }

    @Test
    void while_the_loops_are_behind_nobody_else_is_sent_to_them() {
        NewcomerLimits limits = limits(0, 0, 0, 0);
        AtomicInteger told = new AtomicInteger();
        limits.whenRoom(told::incrementAndGet);
        int sent = 0;
        while (!limits.behind()) {
            limits.sent();
            sent++;
        }
        assertThat(sent).isEqualTo(128);

        for (int i = 0; i < 64; i++) {
            assertThat(told)
                    .as("going on in small steps would cost more than it brings")
                    .hasValue(0);
            limits.arrived();
        }

        assertThat(limits.behind()).isFalse();
        assertThat(told).hasValue(1);
    }

    @Test
    void nobody_is_hurried_before_three_quarters_of_the_places_are_taken() {
        NewcomerLimits limits = limits(0, 0, 0, 0);
        for (int i = 0; i < PLACES * 3 / 4 - 1; i++) {
            limits.accepted();
        }
        assertThat(limits.overdue()).isNull();

        limits.accepted();

        Excess excess = limits.overdue();
        assertThat(excess).isNotNull();
        assertThat(excess.reason()).isEqualTo(Reason.NEWCOMER_TIMEOUT);
    }

    @Test
    void a_newcomer_has_its_share_however_much_the_others_have_sent() {
        NewcomerLimits limits = limits(0, 0, 0, 0);
        Place greedy = limits.accepted();
        Excess excess = firstOf(100, () -> limits.read(greedy, 1000));
        assertThat(excess).isNotNull();
        assertThat(excess.reason()).isEqualTo(Reason.NEWCOMER_BYTES_LIMIT);

        Place modest = limits.accepted();
        assertThat(limits.read(modest, SHARE)).isNull();
        assertThat(limits.read(modest, 1)).as("beyond, while the pot is empty").isNotNull();
    }

    @Test
    void what_newcomers_sent_is_given_back_when_they_leave() {
        NewcomerLimits limits = limits(0, 0, 0, 0);
        Place greedy = limits.accepted();
        firstOf(100, () -> limits.read(greedy, 1000));

        limits.leave(greedy);

        assertThat(limits.bytes()).isZero();
        assertThat(limits.read(limits.accepted(), SHARE + PLACES * SHARE)).isNull();
    }

    @Test
    void those_who_are_not_refused_hold_no_more_than_the_budget_together() {
        Random random = new Random(20261129);
        for (int round = 0; round < 200; round++) {
            NewcomerLimits limits = limits(0, 0, 0, 0);
            List<Place> here = new ArrayList<>();
            for (int step = 0; step < 500; step++) {
                if (here.size() < PLACES && random.nextInt(4) == 0) {
                    here.add(limits.accepted());
                } else if (!here.isEmpty()) {
                    Place one = here.get(random.nextInt(here.size()));
                    if (limits.read(one, random.nextInt(6000)) != null || random.nextInt(20) == 0) {
                        here.remove(one);
                        limits.leave(one);
                    }
                }
                assertThat(limits.bytes()).isLessThanOrEqualTo(BYTES);
            }
            here.forEach(limits::leave);
            assertThat(limits.bytes()).isZero();
            assertThat(limits.newcomers()).isZero();
        }
    }

    @Test
    void rates_that_change_count_at_once_also_for_an_address_that_is_known() {
        NewcomerLimits limits = limits(0, 0, 0, 0);
        assertThat(firstOf(100, () -> connect(limits, HERE))).isNull();

        limits.change(settings(0, 0, 0, 10, PLACES, PLACES, BYTES));
        assertThat(firstOf(20, () -> connect(limits, HERE))).as("the burst").isNull();
        Excess excess = connect(limits, HERE);

        assertThat(excess).isNotNull();
        assertThat(excess.detail()).contains("newcomers.max-handshake-rate-per-address");
        limits.change(settings(0, 0, 0, 0, PLACES, PLACES, BYTES));
        assertThat(firstOf(100, () -> connect(limits, HERE))).isNull();
    }

    @Test
    void who_waits_for_a_place_is_told_when_there_are_more_of_them() {
        NewcomerLimits limits = limits(0, 0, 0, 0);
        AtomicInteger told = new AtomicInteger();
        limits.whenRoom(told::incrementAndGet);
        for (int i = 0; i < PLACES; i++) {
            limits.accepted();
        }
        assertThat(limits.full()).isTrue();

        limits.change(settings(0, 0, 0, 0, PLACES + 1, PLACES, 2 * BYTES));

        assertThat(limits.full()).isFalse();
        assertThat(told).hasValue(1);
    }

    @Test
    void when_there_are_fewer_places_than_newcomers_nobody_is_let_in_until_enough_have_left() {
        NewcomerLimits limits = limits(0, 0, 0, 0);
        List<Place> here = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            here.add(limits.accepted());
        }

        limits.change(settings(0, 0, 0, 0, 2, 1, BYTES));
        AtomicInteger told = new AtomicInteger();
        limits.whenRoom(told::incrementAndGet);
        while (limits.full()) {
            assertThat(told).hasValue(0);
            limits.leave(here.removeLast());
        }

        assertThat(here).hasSize(1);
        assertThat(told).hasValue(1);
    }

    @Test
    void bytes_are_given_back_however_the_shares_have_changed_meanwhile() {
        Random random = new Random(20261130);
        NewcomerLimits limits = limits(0, 0, 0, 0);
        for (int round = 0; round < 100; round++) {
            List<Place> here = new ArrayList<>();
            for (int step = 0; step < 100; step++) {
                if (here.isEmpty() || random.nextInt(4) == 0) {
                    here.add(limits.accepted());
                }
                if (random.nextInt(10) == 0) {
                    limits.change(settings(0, 0, 0, 0, PLACES, PLACES, BYTES * (1 + random.nextInt(8))));
                }
                limits.read(here.get(random.nextInt(here.size())), random.nextInt(6000));
            }
            here.forEach(limits::leave);
        }
        limits.change(settings(0, 0, 0, 0, PLACES, PLACES, BYTES));

        assertThat(limits.bytes()).isZero();
        Place first = limits.accepted();
        assertThat(limits.read(first, SHARE + PLACES * SHARE))
                .as("all of the pot")
                .isNull();
        assertThat(limits.read(first, 1)).as("which is as large as before").isNotNull();
    }
}
