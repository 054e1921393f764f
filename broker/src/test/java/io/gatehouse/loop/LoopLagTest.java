package io.gatehouse.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class LoopLagTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void a_loop_that_is_held_up_is_seen_before_it_comes_back_and_afterwards() {
        CountDownLatch held = new CountDownLatch(1);
        try (Loops loops = Loops.start(2, Clock.SYSTEM)) {
            LoopLag slow = LoopLag.watch(loops.get(0));
            loops.get(0).post(() -> hold(held));

            await().atMost(PATIENCE).until(() -> slow.worstNanos() > 2 * LoopLag.BEAT_NANOS);
            held.countDown();
            loops.onEach(loop -> {}).join();

            assertThat(slow.worstNanos()).isGreaterThan(2 * LoopLag.BEAT_NANOS);
        } finally {
            held.countDown();
        }
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
