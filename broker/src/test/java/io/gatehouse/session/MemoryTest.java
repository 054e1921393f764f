package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.loop.Clock;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.reason.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What sessions do while hardly any heap is left. */
final class MemoryTest {
    private static final long TIGHT = 900;
    private static final long FREE = 100;

    private final DurableGround ground =
            new DurableGround(DurableGround.rules(2, 1000, 1_000_000, Overflow.DROP_NEWEST, 0), Clock.SYSTEM);
    private final DurableGround.Device sender = ground.passer("sender");

    @AfterEach
    void close() {
        ground.close();
    }

    private void send(String... texts) {
        for (String text : texts) {
            assertThat(sender.publish("in/a", text)).isEqualTo(ReasonCode.SUCCESS);
        }
    }

    @Test
    void a_message_that_would_wait_in_it_is_dropped_and_what_waits_already_is_sent_one_at_a_time() {
        DurableGround.Device slow = ground.passer("slow").subscribe("in/#", Qos.AT_LEAST_ONCE);
        send("sent", "sent too", "waits", "waits too");

        ground.guard.collected(TIGHT);
        send("dropped");

        assertThat(ground.dropped(Reason.MEMORY_LIMIT)).isEqualTo(1);
        assertThat(slow.take()).isEqualTo("sent");
        assertThat(slow.receive()).isEqualTo("sent too");
        assertThat(slow.waiting()).as("until the one in flight is acknowledged").isZero();
        slow.acknowledge();
        assertThat(slow.receive()).isEqualTo("waits");
        assertThat(slow.waiting()).isZero();
        slow.acknowledge();
        assertThat(slow.take()).isEqualTo("waits too");
    }

    @Test
    void it_is_over_when_a_collection_has_left_less() {
        DurableGround.Device slow = ground.passer("slow").subscribe("in/#", Qos.AT_LEAST_ONCE);
        send("sent", "sent too");
        ground.guard.collected(TIGHT);
        send("dropped");
        ground.guard.collected(FREE);

        send("waits");

        assertThat(slow.take()).isEqualTo("sent");
        assertThat(slow.take()).isEqualTo("sent too");
        assertThat(slow.take()).isEqualTo("waits");
        assertThat(ground.dropped(Reason.MEMORY_LIMIT)).isEqualTo(1);
    }

    @Test
    void a_persistent_session_loses_nothing_because_its_messages_wait_on_the_disk() {
        ground.device("device", 10).subscribe("in/#").leave();
        ground.guard.collected(TIGHT);

        send("one", "two", "three");

        DurableGround.Device device = ground.device("device", 10);
        assertThat(device.take()).isEqualTo("one");
        assertThat(device.take()).isEqualTo("two");
        assertThat(device.take()).isEqualTo("three");
        assertThat(ground.dropped(Reason.MEMORY_LIMIT)).isZero();
    }
}
