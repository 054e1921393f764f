package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.Qos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who subscribes while others publish: what is retained comes once, as the retained message or as it is published. */
final class RetainedReplaysTest {
    private final DurableGround ground = new DurableGround(DurableGround.rules(10, 100, 1_000_000), new HandClock());
    private final DurableGround.Device sender = ground.passer("sender");

    @BeforeEach
    void retain() {
        sender.retain("set/a", "a");
        sender.retain("set/b", "b");
        sender.retain("last", "last");
    }

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void a_message_that_follows_the_suback_comes_once_however_slow_the_disk_is() {
        ground.retained.hold();
        DurableGround.Device device = ground.passer("device").subscribeWithRetained("set/+", Qos.AT_LEAST_ONCE);
        sender.retain("set/b", "b again");
        sender.retain("set/c", "c");
        assertThat(device.take()).isEqualTo("b again");
        assertThat(device.take()).isEqualTo("c");
        ground.retained.release();

        assertThat(device.take()).isEqualTo("a");
        device.subscribeWithRetained("last", Qos.AT_LEAST_ONCE);
        assertThat(device.take()).isEqualTo("last");
    }

    @Test
    void a_client_that_was_away_meanwhile_gets_what_nobody_kept_for_it() {
        ground.retained.hold();
        ground.device("device", 10)
                .subscribeWithRetained("set/+", Qos.AT_MOST_ONCE)
                .leave();
        sender.retain("set/b", "b again");
        sender.retain("set/c", "c");
        ground.retained.release();
        DurableGround.Device back = ground.device("device", 10);

        assertThat(back.receive()).isEqualTo("a");
        assertThat(back.receive()).isEqualTo("b again");
        assertThat(back.receive()).isEqualTo("c");
    }
}
