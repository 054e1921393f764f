package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.Qos;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the model test found, or nearly, one thing at a time. */
final class DurableSessionTest {
    private final SessionGround ground = new SessionGround(1, 1, 1);
    private final FakeWorld world = new FakeWorld(ground, new Random(1));
    private final FakeDevice receiver = device("receiver");
    private final FakeDevice sender = device("sender");

    private FakeDevice device(String clientId) {
        FakeDevice device = new FakeDevice(world, clientId);
        world.devices.put(clientId, device);
        return device;
    }

    @BeforeEach
    void begin() {
        connect(receiver);
        connect(sender);
    }

    @AfterEach
    void end() {
        ground.close();
    }

    private void connect(FakeDevice device) {
        device.connect(false, true, true, 10);
        settle();
    }

    private void subscribe(String filter, Qos qos) {
        receiver.subscribe(filter, qos);
        settle();
    }

    private void publish(String topic, Qos qos) {
        sender.publish(topic, qos);
        settle();
    }

    private void settle() {
        ground.settle();
        world.onTheirWay.clear();
        readAll();
    }

    private void readAll() {
        for (FakeDevice device : world.devices.values()) {
            while (device.read()) {
                assertThat(world.violations).isEmpty();
            }
        }
    }

    private void leave() {
        receiver.leave(new CloseReason.ConnectionLost("cut"), false);
    }

    private void everythingHasCome() {
        assertThat(world.violations).isEmpty();
        assertThat(receiver.model.lost()).isEmpty();
    }

    @Test
    void what_waits_for_a_session_that_received_nothing_yet_survives_a_crash() {
        subscribe("x", Qos.AT_LEAST_ONCE);
        leave();
        publish("x", Qos.AT_LEAST_ONCE);

        ground.kill(0);
        receiver.cut();
        sender.cut();
        connect(receiver);

        everythingHasCome();
    }

    @Test
    void an_unsubscribe_while_the_log_is_read_does_not_end_the_reading() {
        subscribe("x", Qos.AT_LEAST_ONCE);
        subscribe("y", Qos.AT_LEAST_ONCE);
        leave();
        publish("x", Qos.AT_LEAST_ONCE);
        CountDownLatch held = ground.holdReaders();
        receiver.connect(false, true, true, 10);
        ground.settleDisk();
        readAll(); // CONNACK; a read of the log is under way

        receiver.unsubscribe("y");
        ground.settleDisk();
        held.countDown();
        settle();

        everythingHasCome();
    }

    @Test
    void a_subscription_whose_repetition_was_not_stored_stays_as_it_was() {
        subscribe("x", Qos.AT_LEAST_ONCE);

        ground.disk.stored.failWith("disk full");
        subscribe("x", Qos.EXACTLY_ONCE);
        ground.disk.stored.failWith(null);
        publish("x", Qos.AT_LEAST_ONCE);

        everythingHasCome();
    }

    @Test
    void what_came_with_qos_0_does_not_come_again_when_the_subscription_is_raised() {
        FakeDevice other = device("other"); // for whom it is kept
        connect(other);
        other.subscribe("x", Qos.AT_LEAST_ONCE);
        subscribe("x", Qos.AT_MOST_ONCE);
        publish("x", Qos.AT_LEAST_ONCE);

        subscribe("x", Qos.AT_LEAST_ONCE);
        leave();
        publish("x", Qos.AT_LEAST_ONCE);
        connect(receiver);

        everythingHasCome();
    }

    @Test
    void what_waits_when_the_subscription_is_lowered_to_qos_0_still_comes() {
        subscribe("x", Qos.AT_LEAST_ONCE);
        fallBehind();

        subscribe("x", Qos.AT_MOST_ONCE);
        acknowledge();

        everythingHasCome();
    }

    @Test
    void what_waits_when_the_subscription_is_lowered_to_qos_0_survives_a_crash() {
        subscribe("x", Qos.EXACTLY_ONCE);
        fallBehind();
        subscribe("x", Qos.AT_MOST_ONCE);

        ground.kill(0);
        receiver.cut();
        sender.cut();
        connect(receiver);
        acknowledge();

        everythingHasCome();
    }

    @Test
    void what_waits_still_comes_however_often_the_subscription_is_lowered_and_raised() {
        FakeDevice other = device("other"); // for whom it is kept
        connect(other);
        other.subscribe("x", Qos.AT_LEAST_ONCE);
        subscribe("x", Qos.AT_LEAST_ONCE);
        fallBehind();
        for (int i = 0; i < Replaced.MAX; i++) {
            subscribe("x", Qos.AT_MOST_ONCE);
            publish("x", Qos.AT_LEAST_ONCE); // comes at once, with QoS 0, and not again
            subscribe("x", Qos.AT_LEAST_ONCE);
            publish("x", Qos.AT_LEAST_ONCE); // waits behind the others
        }
        acknowledge();

        everythingHasCome();
    }

    @Test
    void what_waits_in_memory_does_not_overtake_what_waits_in_the_log() {
        subscribe("x", Qos.AT_LEAST_ONCE);
        fallBehind();

        sender.publish("y", Qos.EXACTLY_ONCE); // nobody keeps it; its packet id is on its way to the disk
        subscribe("y", Qos.AT_LEAST_ONCE);
        acknowledge();

        everythingHasCome();
    }

    /** The window is full, and more waits in the log. */
    private void fallBehind() {
        leave();
        receiver.connect(false, true, true, 1);
        settle();
        for (int i = 0; i < 3; i++) {
            publish("x", Qos.EXACTLY_ONCE);
        }
    }

    @Test
    void what_was_taken_live_after_a_backlog_is_not_read_from_the_log_again() {
        FakeDevice other = device("other");
        connect(other);
        other.subscribe("y", Qos.AT_LEAST_ONCE);
        subscribe("x", Qos.EXACTLY_ONCE);
        leave();
        publish("x", Qos.EXACTLY_ONCE);
        publish("y", Qos.AT_LEAST_ONCE); // the log goes on behind what waits for the receiver
        receiver.connect(false, true, true, 1);
        settle();
        acknowledge();

        publish("x", Qos.EXACTLY_ONCE); // taken as it is told
        acknowledge();
        publish("x", Qos.EXACTLY_ONCE); // fills the window
        publish("x", Qos.EXACTLY_ONCE); // waits in the log
        acknowledge();

        everythingHasCome();
    }

    @Test
    void what_a_failing_disk_kept_of_an_ended_session_is_not_the_next_ones() {
        subscribe("x", Qos.AT_LEAST_ONCE);
        leave();
        publish("x", Qos.AT_LEAST_ONCE);
        receiver.connect(true, true, true, 10);
        ground.disk.failSome(new Random(1), 100);
        ground.disk.step(); // the removal of the session
        ground.sound();
        settle(); // the record of the new one

        ground.kill(0);
        receiver.cut();
        sender.cut();
        connect(receiver);
        connect(sender);
        publish("x", Qos.AT_LEAST_ONCE);

        everythingHasCome(); // and nothing that was not asked for
    }

    @Test
    void a_clean_start_is_not_confirmed_before_the_session_it_ends_is_removed() {
        leave();
        ground.disk.failSome(new Random(1), 100);
        receiver.connect(true, false, true, 10);
        settle();
        assertThat(receiver.isConnected()).isFalse();
        receiver.connect(true, false, true, 10);
        settle();
        assertThat(receiver.isConnected()).as("asked again").isFalse();

        ground.sound();
        connect(receiver); // whose record takes the place of that of the one before
        assertThat(receiver.isConnected()).isTrue();
    }

    private void acknowledge() {
        settle();
        while (receiver.owesAnswers()) {
            receiver.acknowledge();
            settle();
        }
    }
}
