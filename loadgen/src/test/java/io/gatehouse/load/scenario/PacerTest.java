package io.gatehouse.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PacerTest {
    @Test
    void due_times_are_a_gap_apart_and_nothing_is_early() {
        List<Long> due = new ArrayList<>();
        List<Long> late = new ArrayList<>();

        Pacer.run(1000, 0.05, () -> false, (index, nanos) -> {
            due.add(nanos);
            late.add(System.nanoTime() - nanos);
        });

        assertThat(due).hasSize(50);
        for (int i = 1; i < due.size(); i++) {
            assertThat(due.get(i) - due.get(i - 1)).isBetween(999_999L, 1_000_001L);
        }
        assertThat(late).allSatisfy(nanos -> assertThat(nanos).isNotNegative());
    }

    @Test
    void a_stall_omits_nothing_and_each_is_late_by_its_own_delay() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        List<Long> late = new ArrayList<>();

        Pacer.run(1000, 0.1, () -> false, (index, nanos) -> {
            if (index == 10) {
                stall(never);
            }
            late.add(System.nanoTime() - nanos);
        });

        assertThat(late).hasSize(100);
        long stalled = late.get(10);
        assertThat(stalled).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(40));
        // The one behind it was due a millisecond later.
        assertThat(late.get(11)).isBetween(stalled - 1_100_000, stalled + TimeUnit.MILLISECONDS.toNanos(20));
        assertThat(late.get(30)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(15));
    }

    private static void stall(CountDownLatch never) {
        try {
            assertThat(never.await(40, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void it_ends_when_it_is_asked_to() {
        List<Long> due = new ArrayList<>();

        Pacer.run(1_000_000, 3600, () -> due.size() >= 5, (index, nanos) -> due.add(nanos));

        assertThat(due).hasSize(5);
    }
}
