package io.gatehouse.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KeyedExecutorTest {
    private final KeyedExecutor executor =
            new KeyedExecutor("keyed-executor-test", new KeyedExecutor.Bounds(10, 1000, 4));
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() {
        gate.countDown();
        executor.close();
    }

    private void waitAtTheGate() {
        try {
            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void tasks_of_one_key_run_one_after_the_other_in_their_order() {
        List<Integer> done = new CopyOnWriteArrayList<>();
        executor.execute("a", 1, this::waitAtTheGate);
        IntStream.range(0, 3)
                .forEach(i ->
                        assertThat(executor.execute("a", 1, () -> done.add(i))).isTrue());
        assertThat(done).isEmpty();

        gate.countDown();

        await().until(() -> done.size() == 3);
        assertThat(done).containsExactly(0, 1, 2);
    }

    @Test
    void a_key_whose_task_waits_holds_up_no_other() {
        CountDownLatch other = new CountDownLatch(1);
        executor.execute("a", 1, this::waitAtTheGate);

        executor.execute("b", 1, other::countDown);

        await().until(() -> other.getCount() == 0);
    }

    @Test
    void what_finds_no_room_is_refused_and_finds_it_when_something_is_done() {
        IntStream.range(0, 4)
                .forEach(i -> assertThat(executor.execute("a", 100, this::waitAtTheGate))
                        .isTrue());
        assertThat(executor.execute("a", 100, () -> {}))
                .as("a fifth of one key")
                .isFalse();
        assertThat(executor.execute("b", 601, () -> {}))
                .as("more bytes than there are")
                .isFalse();
        IntStream.range(0, 6)
                .forEach(i -> assertThat(executor.execute("key " + i, 1, this::waitAtTheGate))
                        .isTrue());
        assertThat(executor.execute("b", 1, () -> {})).as("an eleventh of all").isFalse();

        gate.countDown();

        await().until(() -> executor.underWay() == 0);
        assertThat(executor.execute("b", 1000, () -> {})).isTrue();
    }

    @Test
    void closed_it_takes_nothing_and_what_was_taken_is_done() {
        List<String> done = new CopyOnWriteArrayList<>();
        executor.execute("a", 1, this::waitAtTheGate);
        executor.execute("a", 1, () -> done.add("second"));
        gate.countDown();

        executor.close();

        assertThat(done).containsExactly("second");
        assertThat(executor.execute("a", 1, () -> {})).isFalse();
    }
}
