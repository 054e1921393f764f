package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class QosIT {
    private static final int RECEIVE_MAXIMUM = 100;

    @RegisterExtension
    private static final WireClients clients = WireClients.ofBroker(RunningBroker::start);

    @Test
    @Spec({"MQTT-3.8.4-8", "4.3"})
    void a_message_comes_with_the_lower_of_its_qos_and_the_granted_one() {
        WireClient sender = clients.v3("levels-sender");
        for (int granted = 0; granted <= 2; granted++) {
            WireClient receiver = clients.v3("levels-" + granted);
            assertThat(receiver.subscribe("levels/" + granted, "0" + granted)).isEqualTo("0" + granted);

            sender.publish("levels/" + granted, "0");
            sender.publish1("levels/" + granted, "1");
            sender.publish2("levels/" + granted, "2");

            for (int sent = 0; sent <= 2; sent++) {
                WirePacket.Publish received = receiver.take();
                assertThat(received.payload()).isEqualTo(String.valueOf(sent));
                assertThat(received.qos()).isEqualTo(Math.min(sent, granted));
                assertThat(received.duplicate()).isFalse();
            }
        }
    }

    @Test
    @Spec({"MQTT-4.3.2-4", "MQTT-4.3.3-8", "3.4.2.1"})
    void a_5_0_publisher_hears_whether_anybody_listens() {
        WireClient sender = clients.v5("lonely");
        assertThat(sender.publish1("lonely/x", "anyone?").code()).isEqualTo(0x10);
        sender.publish("34", "lonely/x", 9, "", "anyone?");
        assertThat(sender.expect(WirePacket.PUBREC).code()).isEqualTo(0x10);
        sender.pubrel(9).expect("70 02 0009");

        clients.v5("company").subscribe("lonely/#", "00");

        sender.send("32 ~ \"lonely/x\" 0011 {} 'hello'").expect("40 02 0011");
    }

    @Test
    @Spec({"MQTT-4.3.3-10", "MQTT-4.3.3-9", "MQTT-4.3.3-11"})
    void a_repeated_qos_2_publish_is_routed_once() {
        WireClient receiver = clients.v5("once-receiver");
        receiver.subscribe("once/#", "02");
        WireClient sender = clients.v5("once-sender");

        sender.publish("34", "once/x", 7, "", "one").expect("50 02 0007");
        sender.publish("3C", "once/x", 7, "", "one").expect("50 02 0007");
        sender.pubrel(7).expect("70 02 0007");
        sender.publish("34", "once/x", 7, "", "two").expect("50 02 0007"); // released: a new message
        sender.pubrel(7).expect("70 02 0007");

        assertThat(receiver.takeText()).isEqualTo("one");
        assertThat(receiver.takeText()).isEqualTo("two");
    }

    @Test
    @Spec({"MQTT-4.3.3-10", "MQTT-4.4.0-1"})
    void a_qos_2_publish_repeated_after_a_reconnect_is_routed_once() {
        WireClient receiver = clients.v5("later-receiver");
        receiver.subscribe("later/#", "02");
        WireClient sender = clients.kept5("later-sender");
        sender.publish("34", "later/x", 7, "", "one").expect("50 02 0007");
        sender.close();

        WireClient back = clients.kept5("later-sender");
        back.publish("3C", "later/x", 7, "", "one").expect("50 02 0007");
        back.pubrel(7).expect("70 02 0007");
        back.publish2("later/x", "two");

        assertThat(receiver.takeText()).isEqualTo("one");
        assertThat(receiver.takeText()).isEqualTo("two");
    }

    @Test
    @Spec({"MQTT-4.3.2-5", "4.3.2"})
    void a_repeated_qos_1_publish_is_a_message_of_its_own() {
        WireClient receiver = clients.v3("again-receiver");
        receiver.subscribe("again/#", "01");
        WireClient sender = clients.v3("again-sender");

        sender.publish("32", "again/x", 7, "", "one").expect("40 02 0007");
        sender.publish("3A", "again/x", 7, "", "one").expect("40 02 0007");

        assertThat(receiver.take().duplicate()).isFalse();
        WirePacket.Publish second = receiver.take();
        assertThat(second.payload()).isEqualTo("one");
        assertThat(second.duplicate()).as("DUP belongs to a hop [MQTT-3.3.1-3]").isFalse();
    }

    @Test
    @Spec({"MQTT-4.3.3-11", "3.7.2.1"})
    void pubrel_for_an_unknown_id_is_answered_with_packet_identifier_not_found() {
        WireClient client = clients.v5("unknown-rel");
        client.pubrel(77);
        WirePacket pubcomp = client.expect(WirePacket.PUBCOMP);
        assertThat(pubcomp.id()).isEqualTo(77);
        assertThat(pubcomp.code()).isEqualTo(0x92);

        clients.v3("unknown-rel-3").pubrel(77).expect("70 02 004D");
    }

    @Test
    @Spec("3.6.2.1")
    void pubrec_for_an_unknown_id_is_answered_with_packet_identifier_not_found() {
        WireClient client = clients.v5("unknown-rec").pubrec(77);
        WirePacket pubrel = client.expect(WirePacket.PUBREL);
        assertThat(pubrel.header()).isEqualTo(0x62);
        assertThat(pubrel.code()).isEqualTo(0x92);
    }

    @Test
    @Spec({"MQTT-4.4.0-1", "MQTT-4.6.0-1", "MQTT-3.3.1-1", "MQTT-2.2.1-3"})
    void what_was_not_acknowledged_comes_again_marked_and_in_its_first_order() {
        WireClient receiver = clients.kept5("redo");
        receiver.subscribe("redo/#", "02");
        WireClient sender = clients.v5("redo-sender");
        sender.publish1("redo/x", "1");
        sender.publish2("redo/x", "2");
        sender.publish1("redo/x", "3");
        List<WirePacket.Publish> first = List.of(receiver.receive(), receiver.receive(), receiver.receive());
        receiver.close();

        WireClient back = clients.kept5("redo");

        for (WirePacket.Publish before : first) {
            WirePacket.Publish again = back.receive();
            assertThat(again.payload()).isEqualTo(before.payload());
            assertThat(again.id()).isEqualTo(before.id());
            assertThat(again.qos()).isEqualTo(before.qos());
            assertThat(again.duplicate()).isTrue();
        }
        back.ping();
    }

    @Test
    @Spec({"MQTT-4.4.0-1", "MQTT-4.3.3-4"})
    void after_pubrec_it_is_pubrel_that_comes_again() {
        WireClient receiver = clients.kept3("rel-again");
        receiver.subscribe("rel-again/#", "02");
        WireClient sender = clients.v3("rel-again-sender");
        sender.publish2("rel-again/x", "1");
        sender.publish2("rel-again/x", "2");
        int half = receiver.receive().id();
        int open = receiver.receive().id();
        receiver.pubrec(half);
        assertThat(receiver.expect(WirePacket.PUBREL).id()).isEqualTo(half);
        receiver.close();

        WireClient back = clients.kept3("rel-again");

        assertThat(back.expect(WirePacket.PUBREL).id()).isEqualTo(half);
        WirePacket.Publish again = back.receive();
        assertThat(again.id()).isEqualTo(open);
        assertThat(again.duplicate()).isTrue();
    }

    @Test
    @Spec({"MQTT-3.3.4-9", "3.1.2.11.3"})
    void a_client_with_receive_maximum_1_gets_the_next_message_when_it_has_acknowledged_the_last() {
        WireClient receiver = clients.v5("one-at-a-time", "21 0001");
        receiver.subscribe("slow/#", "02");
        WireClient sender = clients.v5("one-at-a-time-sender");
        sender.publish2("slow/x", "1");
        sender.publish1("slow/x", "2");
        sender.publish1("slow/x", "3");
        sender.publish("slow/x", "at once"); // QoS 0 does not count
        sender.ping();

        int first = receiver.receive().id();
        assertThat(receiver.receive().payload()).isEqualTo("at once");
        receiver.pubrec(first);
        assertThat(receiver.expect(WirePacket.PUBREL).id()).isEqualTo(first);
        receiver.ping(); // still open until PUBCOMP
        receiver.send("70 02", String.format("%04X", first));
        WirePacket.Publish second = receiver.receive();
        assertThat(second.payload()).isEqualTo("2");
        receiver.ping();
        receiver.puback(second.id());
        assertThat(receiver.takeText()).isEqualTo("3");
    }

    @Test
    @Spec({"MQTT-3.3.4-7", "3.2.2.3.3"})
    void more_open_messages_than_the_server_takes_end_the_connection() {
        WireClient sender = clients.v5("greedy");
        for (int id = 1; id <= RECEIVE_MAXIMUM; id++) {
            sender.publish("34", "greedy/x", id, "", "");
        }
        for (int id = 1; id <= RECEIVE_MAXIMUM; id++) {
            assertThat(sender.expect(WirePacket.PUBREC).id()).isEqualTo(id);
        }
        sender.publish("34", "greedy/x", RECEIVE_MAXIMUM + 1, "", "").expectDisconnect(0x93);
    }

    @Test
    @Spec({"MQTT-4.3.3-4", "3.5.2.1"})
    void a_message_refused_by_its_receiver_is_over() {
        WireClient receiver = clients.v5("picky", "21 0001");
        receiver.subscribe("picky/#", "02");
        WireClient sender = clients.v5("picky-sender");
        sender.publish2("picky/x", "1");
        sender.publish2("picky/x", "2");

        receiver.send("50 ~", String.format("%04X", receiver.receive().id()), "97");

        assertThat(receiver.receive().payload()).isEqualTo("2");
    }

    @Test
    @Spec({"MQTT-4.6.0-5", "MQTT-4.6.0-6"})
    void each_publisher_is_heard_in_its_order_by_receivers_on_every_loop() {
        int messages = 200;
        List<WireClient> receivers = new ArrayList<>();
        List<WireClient> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            receivers.add(clients.v5("order-receiver-" + i));
            receivers.get(i).subscribe("order/+", "00");
            senders.add(clients.v3("order-sender-" + i));
        }
        for (int message = 0; message < messages; message++) {
            for (int i = 0; i < senders.size(); i++) {
                senders.get(i).publish("order/" + i, String.valueOf(message));
            }
        }
        for (WireClient receiver : receivers) {
            int[] next = new int[senders.size()];
            for (int i = 0; i < messages * senders.size(); i++) {
                WirePacket.Publish received = receiver.receive();
                int sender = Integer.parseInt(received.topic().substring("order/".length()));
                assertThat(received.payload()).isEqualTo(String.valueOf(next[sender]++));
            }
        }
    }
}
