package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.loop.Clock;
import io.gatehouse.mqtt.Qos;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a session stands between what it is told and what it reads. */
final class LogCursorTest {
    private DurableGround ground = new DurableGround(DurableGround.rules(10, 100, 1_000_000), Clock.SYSTEM);

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void what_was_taken_as_it_was_told_is_not_read_again_by_a_reader_that_stopped_before_it() {
        DurableGround.Device device = ground.device("device", 2).subscribe("in/#");
        DurableGround.Device sender = ground.passer("sender");
        sender.publish("in/a", "1");
        sender.publish("in/a", "2");
        sender.publish("in/a", "3");
        assertThat(device.receive()).isEqualTo("1");
        assertThat(device.receive()).isEqualTo("2");
        ground.log.hold();
        sender.send("in/a", "4"); // stored and not told
        device.acknowledge();
        assertThat(device.receive()).as("read, and the reader stands before 4").isEqualTo("3");
        device.acknowledge();
        ground.log.release();
        sender.answer();
        assertThat(device.receive()).isEqualTo("4");

        sender.publish("in/a", "5");
        device.acknowledge();

        assertThat(device.receive()).isEqualTo("5");
    }

    /** It comes as it is told then, with QoS 0; what was told before waits, and comes as it would have come. */
    @Test
    void what_was_stored_and_not_told_when_the_subscription_was_lowered_to_qos_0_comes_once() {
        DurableGround.Device device =
                ground.device("device", 1).subscribe("in/#").subscribe("kept/#");
        DurableGround.Device sender = ground.passer("sender");
        sender.publish("in/a", "fills the window");
        sender.publish("in/a", "waits");
        assertThat(device.receive()).isEqualTo("fills the window");
        ground.log.hold();
        int shard = ground.log.shardOf("sender");
        long end = ground.log.end(shard);
        sender.send("in/a", "stored, not told");
        Awaitility.await().until(() -> ground.log.end(shard) > end);
        device.subscribe("in/#", Qos.AT_MOST_ONCE);
        ground.log.release();
        sender.answer();
        assertThat(device.receive()).isEqualTo("stored, not told");
        sender.publish("kept/a", "waits behind it");

        device.acknowledge();
        assertThat(device.receive()).isEqualTo("waits");
        device.acknowledge();
        assertThat(device.receive()).isEqualTo("waits behind it");
    }

    /** The limit is for those that are made; one that is there ends as any other. */
    @Test
    void an_unsubscribe_holds_over_a_crash_where_the_filter_is_longer_than_filters_may_be_now() {
        ground.device("device", 10).subscribe("long/filter").subscribe("x").leave();
        ground = ground.crashed(DurableGround.rules(10, 100, 1_000_000, Overflow.DROP_NEWEST, 0, 5));
        ground.device("device", 10).unsubscribe("long/filter");

        ground = ground.crashed(DurableGround.rules(10, 100, 1_000_000));
        DurableGround.Device device = ground.device("device", 10);
        ground.passer("sender").publish("long/filter", "nobody wants it");
        ground.passer("other").publish("x", "wanted");

        assertThat(device.receive()).isEqualTo("wanted");
    }

    @Test
    void messages_for_a_session_that_had_not_come_anywhere_are_there_after_a_crash() {
        ground.device("device", 10).subscribe("in/#").leave();
        ground.passer("sender").publish("in/a", "acknowledged");

        ground = ground.crashed();

        assertThat(ground.device("device", 10).take()).isEqualTo("acknowledged");
    }
}
