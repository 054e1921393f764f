package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How fast a client that was away gets what was stored meanwhile. */
final class DrainRateTest {
    private static final int RATE = 20;
    private static final int IN_A_BUCKET = 2; // of a tenth of a second

    private final HandClock clock = new HandClock();
    private final DurableGround ground =
            new DurableGround(DurableGround.rules(100, 1000, 1_000_000, Overflow.DROP_NEWEST, RATE), clock);
    private final DurableGround.Device sender = ground.passer("sender");

    @AfterEach
    void close() {
        ground.close();
    }

    private void send(int count, String text) {
        for (int i = 0; i < count; i++) {
            sender.publish("in/a", text);
        }
    }

    @Test
    void what_was_stored_comes_at_the_rate_and_what_comes_later_at_once() {
        ground.device("device", 100).subscribe("in/#").leave();
        send(10, "stored");
        DurableGround.Device device = ground.device("device", 100);

        for (int taken = 0; taken < 10; taken += IN_A_BUCKET) {
            for (int i = 0; i < IN_A_BUCKET; i++) {
                assertThat(device.take()).isEqualTo("stored");
            }
            assertThat(device.waiting()).as("before the time has come").isZero();
            clock.advance(Duration.ofMillis(100));
        }
        device.caughtUp();

        send(50, "live"); // the clock stands still
        for (int i = 0; i < 50; i++) {
            assertThat(device.take()).isEqualTo("live");
        }
    }

    @Test
    void what_is_published_while_the_stored_messages_are_drained_follows_them_at_once() {
        ground.device("device", 100).subscribe("in/#").leave();
        send(4, "stored");
        DurableGround.Device device = ground.device("device", 100);
        send(50, "live");
        assertThat(device.take()).isEqualTo("stored");
        assertThat(device.take()).isEqualTo("stored");

        clock.advance(Duration.ofMillis(100));

        assertThat(device.take()).isEqualTo("stored");
        assertThat(device.take()).isEqualTo("stored");
        for (int i = 0; i < 50; i++) {
            assertThat(device.take()).isEqualTo("live");
        }
    }

    @Test
    void a_client_that_is_slow_and_was_not_away_is_not_slowed_more() {
        DurableGround.Device device = ground.device("device", 1).subscribe("in/#");
        send(50, "live");
        for (int i = 0; i < 50; i++) {
            assertThat(device.take()).isEqualTo("live");
        }
    }
}
