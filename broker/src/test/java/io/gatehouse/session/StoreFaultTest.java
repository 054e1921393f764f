package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The calls of the engine that {@link SessionModelTest} does not reach: each fails, and nothing is skipped over it. */
final class StoreFaultTest {
    private static final String FAULT = "a provoked fault";

    private final HandClock clock = new HandClock();
    private final DurableGround ground = new DurableGround(DurableGround.rules(10, 100, 1_000_000), clock);

    @AfterEach
    void close() {
        ground.close();
    }

    private static void isClosedForTheStore(DurableGround.Device device) {
        await("the end of the connection").until(() -> device.closed() != null);
        assertThat(device.closed()).isInstanceOf(CloseReason.StoreFailed.class);
    }

    @Test
    void a_member_whose_shared_messages_cannot_be_read_is_closed_and_they_come_when_they_can() {
        ground.device("member", 10).subscribe("$share/group/in/#").leave();
        DurableGround.Device sender = ground.passer("sender");
        sender.publish("in/a", "1");
        sender.publish("in/a", "2");
        try (var _ = ExpectedErrors.expect("messages of a shared subscription cannot be read")) {
            ground.log.failWith(FAULT);
            isClosedForTheStore(ground.device("member", 10));
        }
        ground.log.failWith(null);
        DurableGround.Device back = ground.device("member", 10);

        assertThat(back.take()).isEqualTo("1");
        assertThat(back.take()).isEqualTo("2");
    }

    @Test
    void what_one_member_could_not_read_another_one_gets() {
        ground.device("first", 10).subscribe("$share/group/in/#").leave();
        ground.passer("sender").publish("in/a", "1");
        try (var _ = ExpectedErrors.expect("messages of a shared subscription cannot be read")) {
            ground.log.failWith(FAULT);
            isClosedForTheStore(ground.device("first", 10));
        }
        ground.log.failWith(null);
        DurableGround.Device second = ground.device("second", 10).subscribe("$share/group/in/#");

        assertThat(second.take()).isEqualTo("1");
    }

    @Test
    void a_subscriber_whose_retained_messages_cannot_be_read_is_closed_and_gets_them_when_it_asks_again() {
        ground.passer("sender").retain("kept/a", "1");
        try (var _ = ExpectedErrors.expect("retained messages cannot be read")) {
            ground.retained.failWith(FAULT);
            DurableGround.Device device =
                    ground.device("device", 10).subscribeWithRetained("kept/#", Qos.AT_LEAST_ONCE);
            isClosedForTheStore(device);
            assertThat(device.waiting()).isZero();
        }
        ground.retained.failWith(null);
        DurableGround.Device back = ground.device("device", 10).subscribeWithRetained("kept/#", Qos.AT_LEAST_ONCE);

        assertThat(back.take()).isEqualTo("1");
    }

    @Test
    void an_expired_retained_message_is_not_sent_though_it_cannot_be_removed() {
        DurableGround.Device sender = ground.passer("sender");
        sender.retain("kept/a", "expires", new PublishProperties(5, new byte[0]));
        sender.retain("kept/b", "stays");
        clock.advance(Duration.ofSeconds(6));
        ground.retained.failRemovalsWith(FAULT);
        DurableGround.Device device = ground.device("device", 10).subscribeWithRetained("kept/#", Qos.AT_LEAST_ONCE);

        assertThat(device.take()).isEqualTo("stays");
        assertThat(device.waiting()).isZero();
    }

    @Test
    void a_start_that_cannot_read_the_sessions_fails_and_loses_none() {
        ground.device("device", 10).subscribe("in/#").leave();
        ground.failReadsWith(FAULT);
        assertThatThrownBy(ground::restore).hasMessageContaining(FAULT);
        ground.failReadsWith(null);
        ground.passer("sender").publish("in/a", "1");

        assertThat(ground.device("device", 10).take()).isEqualTo("1");
    }

    @Test
    void who_waits_for_retained_messages_of_a_slow_disk_keeps_nobody_else_waiting() {
        DurableGround.Device sender = ground.passer("sender");
        sender.retain("kept/a", "retained");
        ground.retained.hold();
        DurableGround.Device device = ground.device("device", 10).subscribeWithRetained("kept/#", Qos.AT_LEAST_ONCE);
        DurableGround.Device other = ground.passer("other").subscribe("live/#");
        sender.publish("live/a", "live");
        assertThat(other.take()).isEqualTo("live");
        assertThat(device.waiting()).isZero();
        ground.retained.release();

        assertThat(device.take()).isEqualTo("retained");
    }

    @Test
    void a_member_that_waits_for_a_slow_disk_keeps_nobody_else_waiting() {
        ground.device("member", 10).subscribe("$share/group/in/#").leave();
        DurableGround.Device sender = ground.passer("sender");
        sender.publish("in/a", "shared");
        ground.log.holdReads();
        DurableGround.Device member = ground.device("member", 10);
        DurableGround.Device other = ground.passer("other").subscribe("live/#");
        sender.publish("live/a", "live");
        assertThat(other.take()).isEqualTo("live");
        assertThat(member.waiting()).isZero();
        ground.log.releaseReads();

        assertThat(member.take()).isEqualTo("shared");
    }
}
