package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.loop.Loop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FarewellTest {
    private static final Duration STEP = Duration.ofMillis(1);

    private final HandClock clock = new HandClock();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Loop loop = Loop.around(0, channel.eventLoop(), clock);
    private final List<Integer> told = new ArrayList<>();
    private final List<Long> toldAtMillis = new ArrayList<>();

    FarewellTest() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void no_second_has_more_farewells_than_the_rate_and_none_is_left_over_at_the_end() {
        Farewell farewell = begin(1000, Duration.ofSeconds(10));

        pass(Duration.ofSeconds(10));

        assertThat(farewell.done()).isCompleted();
        assertThat(told).hasSize(1000).doesNotHaveDuplicates();
        for (long from = 0; from < 9000; from += 50) {
            long begin = from;
            // One more: the first and the last step of the second may both be cut by its ends.
            assertThat(toldAtMillis.stream().filter(at -> at >= begin && at < begin + 1000))
                    .hasSizeLessThanOrEqualTo(101);
        }
    }

    @Test
    void farewells_keep_no_beat_and_no_order() {
        begin(1000, Duration.ofSeconds(10));

        pass(Duration.ofSeconds(10));

        assertThat(IntStream.range(1, 1000).mapToObj(i -> toldAtMillis.get(i) - toldAtMillis.get(i - 1)))
                .as("between two")
                .contains(1L, 5L, 10L, 15L);
        assertThat(told).isNotEqualTo(IntStream.range(0, 1000).boxed().toList());
    }

    @Test
    void it_says_how_many_are_still_to_be_told() {
        Farewell farewell = begin(100, Duration.ofSeconds(10));
        assertThat(farewell.remaining()).isBetween(99, 100);

        pass(Duration.ofSeconds(5));

        assertThat(farewell.clients()).isEqualTo(100);
        assertThat(farewell.remaining()).isBetween(49, 50);
        assertThat(farewell.done()).isNotCompleted();
    }

    @Test
    void without_a_rate_all_are_told_at_once() {
        Farewell farewell = begin(100, Duration.ZERO);

        assertThat(farewell.done()).isCompleted();
        assertThat(told).hasSize(100);
    }

    @Test
    void nobody_to_tell_is_done_at_once() {
        assertThat(new Farewell(0, Duration.ZERO).done()).isCompleted();
    }

    private Farewell begin(int clients, Duration takes) {
        Farewell farewell = new Farewell(clients, takes);
        farewell.on(
                loop,
                IntStream.range(0, clients)
                        .<Runnable>mapToObj(client -> () -> {
                            told.add(client);
                            toldAtMillis.add(TimeUnit.NANOSECONDS.toMillis(clock.monotonicNanos()));
                        })
                        .toList());
        channel.runPendingTasks();
        return farewell;
    }

    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(STEP)) {
            clock.advance(STEP);
            channel.advanceTimeBy(STEP.toNanos(), TimeUnit.NANOSECONDS);
            channel.runScheduledPendingTasks();
        }
    }
}
