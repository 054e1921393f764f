package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes, aliases, and what travels with a message. */
final class FlowIT {
    private static final int SUBSCRIPTION_ID = 0x0B;
    private static final int TOPIC_ALIAS = 0x23;

    @RegisterExtension
    private static final WireClients clients = WireClients.ofBroker(RunningBroker::start);

    @Test
    @Spec({"MQTT-3.2.2-15", "3.2.2.3.6"})
    void a_packet_above_the_servers_maximum_ends_the_connection_before_it_is_read() {
        clients.v5("big").send("30 81 80 10").expectDisconnect(0x95); // 262,145 bytes to follow, none sent
        clients.v3("big-3").send("30 81 80 10").expectClosed();
    }

    @Test
    @Spec({"MQTT-3.1.2-24", "MQTT-3.1.2-25"})
    void a_message_above_the_receivers_maximum_is_dropped_as_if_it_had_been_delivered() {
        double dropped = dropped("RECEIVER_PACKET_LIMIT");
        WireClient narrow = clients.v5("narrow", "27 00000040");
        narrow.subscribe("narrow/#", "01");
        WireClient sender = clients.v5("narrow-sender");

        assertThat(sender.publish1("narrow/x", "much too long for the other side, ".repeat(3))
                        .code())
                .isZero();
        sender.publish("narrow/x", "much too long for the other side, ".repeat(3));
        sender.publish1("narrow/x", "fits");

        assertThat(narrow.takeText()).isEqualTo("fits");
        assertThat(dropped("RECEIVER_PACKET_LIMIT")).isEqualTo(dropped + 2);
    }

    @Test
    @Spec({"MQTT-3.3.2-7", "3.3.2.3.4"})
    void a_client_may_say_a_topic_once_and_then_only_its_alias() {
        WireClient receiver = clients.v5("alias-receiver");
        receiver.subscribe("alias/#", "00");
        WireClient sender = clients.v5("alias-sender");

        sender.publish("30", "alias/one", 0, "23 0001", "1");
        sender.publish("30", "alias/two", 0, "23 0020", "2");
        sender.publish("30", "", 0, "23 0001", "3");
        sender.publish("30", "", 0, "23 0020", "4");
        sender.publish("30", "alias/three", 0, "23 0001", "5"); // the alias means another topic from here on
        sender.publish("30", "", 0, "23 0001", "6");

        for (String expected :
                List.of("alias/one 1", "alias/two 2", "alias/one 3", "alias/two 4", "alias/three 5", "alias/three 6")) {
            WirePacket.Publish received = receiver.receive();
            assertThat(received.topic() + " " + received.payload()).isEqualTo(expected);
            assertThat(received.all(TOPIC_ALIAS)).isEmpty(); // [MQTT-3.1.2-27]
        }
    }

    @ParameterizedTest
    @CsvSource({"0000, 94", "0021, 94", "FFFF, 94"})
    @Spec({"MQTT-3.3.2-8", "MQTT-3.3.2-9"})
    void an_alias_of_zero_or_above_the_maximum_ends_the_connection(String alias, String code) {
        WireClient client = clients.v5("bad-alias");
        client.publish("30", "alias/x", 0, "23 " + alias, "");
        client.expectDisconnect(Integer.parseInt(code, 16));
    }

    @Test
    @Spec({"MQTT-3.3.2-7", "3.3.2.3.4"})
    void an_alias_does_not_outlive_its_connection() {
        WireClient before = clients.kept5("alias-lost");
        before.publish("30", "alias-lost/x", 0, "23 0001", "");
        before.ping().close();

        WireClient after = clients.kept5("alias-lost");
        after.publish("30", "", 0, "23 0001", "");
        after.expectDisconnect(0x82);
    }

    @Test
    @Spec({"MQTT-3.1.2-26", "MQTT-3.1.2-27", "3.1.2.11.5"})
    void a_client_that_takes_aliases_is_sent_each_topic_once() {
        WireClient receiver = clients.v5("thrifty", "22 0001");
        receiver.subscribe("thrifty/#", "01");
        WireClient sender = clients.v5("thrifty-sender");

        sender.publish("thrifty/one", "1");
        sender.publish1("thrifty/one", "2");
        sender.publish("thrifty/two", "3"); // only one alias was offered
        sender.publish("thrifty/one", "4");

        WirePacket.Publish named = receiver.take();
        assertThat(named.topic()).isEqualTo("thrifty/one");
        assertThat(named.all(TOPIC_ALIAS)).containsExactly(1);
        WirePacket.Publish short1 = receiver.take();
        assertThat(short1.topic()).isEmpty();
        assertThat(short1.all(TOPIC_ALIAS)).containsExactly(1);
        WirePacket.Publish full = receiver.take();
        assertThat(full.topic()).isEqualTo("thrifty/two");
        assertThat(full.all(TOPIC_ALIAS)).isEmpty();
        WirePacket.Publish short2 = receiver.take();
        assertThat(short2.topic()).isEmpty();
        assertThat(short2.payload()).isEqualTo("4");
    }

    @Test
    @Spec({"MQTT-3.3.2-4", "MQTT-3.3.2-15", "MQTT-3.3.2-16", "MQTT-3.3.2-17", "MQTT-3.3.2-18", "MQTT-3.3.2-20"})
    void what_a_publisher_adds_to_a_message_arrives_unaltered_and_in_order() {
        WireClient receiver = clients.v5("parcel-receiver");
        receiver.subscribe("parcel", "01");
        WireClient sender = clients.v5("parcel-sender");

        sender.publish(
                "32",
                "parcel",
                1,
                "26 \"b\" \"1\" 01 01 26 \"a\" \"2\" 03 \"text/plain\" 08 \"answer/here\" 09 0003 0102FF"
                        + " 26 \"b\" \"3\" 26 \"b\" \"1\"",
                "ä");

        WirePacket.Publish received = receiver.take();
        assertThat(received.payload()).isEqualTo("ä");
        assertThat(received.all(0x26)).containsExactly("b=1", "a=2", "b=3", "b=1");
        assertThat(received.all(0x01)).containsExactly(1);
        assertThat(received.all(0x03)).containsExactly("text/plain");
        assertThat(received.all(0x08)).containsExactly("answer/here");
        assertThat(received.all(0x09)).containsExactly("0102ff");
        assertThat(received.properties()).hasSize(8);
    }

    @Test
    @Spec({"MQTT-3.8.4-2", "MQTT-3.3.4-3", "3.3.2.3.8"})
    void a_message_carries_the_identifier_of_its_subscription() {
        WireClient receiver = clients.v5("labelled");
        receiver.subscribeWith("0B FFFFFF7F", "labelled/a", "00");
        receiver.subscribe("labelled/b", "00");
        WireClient sender = clients.v5("labelled-sender");

        sender.publish("labelled/a", "").publish("labelled/b", "").ping();

        assertThat(receiver.receive().all(SUBSCRIPTION_ID)).containsExactly(268_435_455);
        assertThat(receiver.receive().all(SUBSCRIPTION_ID)).isEmpty();
    }

    @Test
    @Spec({"MQTT-3.3.4-2", "MQTT-3.3.4-4", "MQTT-3.3.4-5"})
    void a_message_for_overlapping_subscriptions_comes_once_with_all_their_identifiers_and_the_highest_qos() {
        WireClient receiver = clients.v5("overlap");
        receiver.subscribeWith("0B 01", "overlap/#", "00");
        receiver.subscribeWith("0B 02", "overlap/+", "02");
        receiver.subscribeWith("0B 03", "overlap/x", "01");
        WireClient old = clients.v3("overlap-3");
        old.subscribe("overlap/#", "00");
        old.subscribe("overlap/+", "01");
        WireClient sender = clients.v5("overlap-sender");

        sender.publish2("overlap/x", "once");
        sender.publish2("overlap/x", "fence");

        WirePacket.Publish received = receiver.take();
        assertThat(received.payload()).isEqualTo("once");
        assertThat(received.qos()).isEqualTo(2);
        assertThat(received.all(SUBSCRIPTION_ID)).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(receiver.takeText()).isEqualTo("fence");
        WirePacket.Publish oldReceived = old.take();
        assertThat(oldReceived.qos()).isEqualTo(1);
        assertThat(old.takeText()).isEqualTo("fence");
    }

    @Test
    @Spec({"MQTT-3.8.4-3", "3.8.2.1.2"})
    void subscribing_again_replaces_options_and_identifier() {
        WireClient receiver = clients.v5("replaced");
        receiver.subscribeWith("0B 01", "replaced", "00");
        receiver.subscribeWith("0B 02", "replaced", "01");
        WireClient sender = clients.v5("replaced-sender");

        sender.publish1("replaced", "1");
        sender.publish1("replaced", "2");

        WirePacket.Publish received = receiver.take();
        assertThat(received.qos()).isEqualTo(1);
        assertThat(received.all(SUBSCRIPTION_ID)).containsExactly(2);
        assertThat(receiver.takeText()).isEqualTo("2");
    }

    private static double dropped(String reason) {
        return clients.broker().metric("gatehouse_messages_dropped_total{reason=\"" + reason + "\"}");
    }
}
