package io.gatehouse.history;

import static io.gatehouse.history.Events.connected;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class IntakeTest {
    private static final int WEIGHT = new Intake.Waiting("lamp", connected(1)).weight();

    @Test
    void what_was_added_is_taken_in_its_order() {
        Intake intake = new Intake(1 << 20);
        for (int at = 0; at < 10; at++) {
            assertThat(intake.add("lamp", connected(at))).isTrue();
        }

        for (int at = 0; at < 10; at++) {
            assertThat(Objects.requireNonNull(intake.poll()).event().atMillis()).isEqualTo(at);
        }
        assertThat(intake.poll()).isNull();
    }

    @Test
    void what_finds_no_room_is_dropped_and_counted_and_room_comes_back() {
        Intake intake = new Intake(3L * WEIGHT);
        for (int at = 0; at < 5; at++) {
            assertThat(intake.add("lamp", connected(at))).isEqualTo(at < 3);
        }

        assertThat(intake.dropped()).isEqualTo(2);
        assertThat(intake.poll()).isNotNull();
        assertThat(intake.add("lamp", connected(9))).isTrue();
    }

    @Test
    void room_is_counted_in_bytes_so_that_long_client_ids_take_more_of_it() {
        Intake intake = new Intake(3L * WEIGHT);

        assertThat(intake.add("x".repeat(65_535), connected(1))).isFalse();
        assertThat(intake.dropped()).isEqualTo(1);
    }

    @Test
    void from_many_threads_every_event_is_taken_or_counted_as_dropped() throws InterruptedException {
        Intake intake = new Intake(50L * WEIGHT);
        List<Thread> adding = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            adding.add(Thread.ofPlatform().start(() -> {
                for (int at = 0; at < 20_000; at++) {
                    var _ = intake.add("lamp", connected(at));
                }
            }));
        }
        long taken = 0;
        while (adding.stream().anyMatch(Thread::isAlive)) {
            taken += intake.poll() == null ? 0 : 1;
        }
        for (Thread thread : adding) {
            thread.join();
        }
        while (intake.poll() != null) {
            taken++;
        }

        assertThat(taken + intake.dropped()).isEqualTo(80_000);
        for (int at = 0; at < 50; at++) {
            assertThat(intake.add("lamp", connected(at)))
                    .as("room is whole again")
                    .isTrue();
        }
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void who_takes_is_woken_before_the_room_is_full() throws InterruptedException {
        Intake intake = new Intake(100L * WEIGHT);
        AtomicBoolean woken = new AtomicBoolean();
        Thread taker = Thread.ofPlatform().start(() -> {
            while (intake.poll() == null) {
                LockSupport.park(intake); // nobody else ends this
            }
            woken.set(true);
        });
        intake.wakes(taker);
        for (int at = 0; at < 26; at++) {
            var _ = intake.add("lamp", connected(at));
        }
        taker.join();

        assertThat(woken).isTrue();
    }
}
