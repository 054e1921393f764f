package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import io.gatehouse.config.Compatibility;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class MessageExpiryIT {
    private static final int EXPIRY = 0x02;

    private static final TestClock clock = new TestClock();

    @RegisterExtension
    private static final WireClients clients =
            WireClients.ofBroker(() -> RunningBroker.start(Compatibility.EXTENDED, UnaryOperator.identity(), clock));

    @Test
    @Spec({"MQTT-3.3.2-6", "3.3.2.3.3"})
    void a_message_that_waited_says_what_is_left_of_its_life() {
        WireClient receiver = clients.kept5("waiting");
        receiver.subscribe("waiting", "01");
        receiver.disconnect();
        clients.v5("waiting-sender")
                .publish("32", "waiting", 1, "02 00000064", "x")
                .expect(WirePacket.PUBACK);

        clock.advanceSeconds(40);

        assertThat(clients.kept5("waiting").take().all(EXPIRY)).satisfiesExactly(MessageExpiryIT::about60);
    }

    /** A slow machine may take a few seconds more. */
    private static void about60(Object seconds) {
        assertThat((Integer) seconds).isBetween(40, 60);
    }

    @Test
    @Spec({"MQTT-3.3.2-5", "3.3.2.3.3"})
    void a_message_that_waited_too_long_is_not_delivered_and_counted() {
        double dropped = expired();
        WireClient receiver = clients.kept5("too-late");
        receiver.subscribe("too-late", "01");
        receiver.disconnect();
        WireClient sender = clients.v5("too-late-sender");
        sender.publish("32", "too-late", 1, "02 00000064", "perishable").expect(WirePacket.PUBACK);
        sender.publish("32", "too-late", 2, "", "lasting").expect(WirePacket.PUBACK);

        clock.advanceSeconds(101);

        WirePacket.Publish received = clients.kept5("too-late").take();
        assertThat(received.payload()).isEqualTo("lasting");
        assertThat(received.all(EXPIRY)).isEmpty();
        assertThat(expired()).isEqualTo(dropped + 1);
    }

    @Test
    @Spec({"MQTT-3.3.2-5", "MQTT-3.3.2-6"})
    void a_retained_message_lives_as_long_as_its_publisher_said() {
        WireClient sender = clients.v5("retained-sender");
        sender.publish("33", "retained/x", 1, "02 00000064", "perishable").expect(WirePacket.PUBACK);
        sender.publish("33", "retained/y", 2, "", "lasting").expect(WirePacket.PUBACK);

        clock.advanceSeconds(40);
        WireClient early = clients.v5("early");
        early.subscribe("retained/x", "00");
        assertThat(early.take().all(EXPIRY)).satisfiesExactly(MessageExpiryIT::about60);

        clock.advanceSeconds(61);
        WireClient late = clients.v5("late");
        late.subscribe("retained/+", "00");
        assertThat(late.takeText()).isEqualTo("lasting");
        late.ping();
    }

    @Test
    @Spec({"3.3.2.3.3", "MQTT-3.3.2-6"})
    void a_message_delivered_at_once_keeps_its_whole_life_also_for_3_1_1() {
        WireClient receiver = clients.v5("prompt");
        receiver.subscribe("prompt", "00");
        WireClient old = clients.v3("prompt-3");
        old.subscribe("prompt", "00");

        clients.v5("prompt-sender")
                .publish("30", "prompt", 0, "02 000F4240", "x")
                .ping();

        assertThat(receiver.take().all(EXPIRY))
                .isSubsetOf(List.of(1_000_000, 999_999, 999_998))
                .hasSize(1);
        assertThat(old.takeText()).isEqualTo("x");
    }

    private static double expired() {
        return clients.broker().metric("gatehouse_messages_dropped_total{reason=\"MESSAGE_EXPIRED\"}");
    }
}
