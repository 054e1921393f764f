package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import io.gatehouse.TestDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a broker that was stopped in order still knows when it is started again on the same data. */
final class DurableSessionIT {
    private static final int MANY = 500; // more than one window, more than one slice

    private RunningBroker broker = RunningBroker.start();
    private final TestDevice lamp = broker.device("lamp");

    @AfterEach
    void stop() {
        broker.close();
    }

    /** Acts on the broker, and again on the one that is started after it. */
    private void across(Consumer<WireClients> before, Consumer<WireClients> after) {
        try (WireClients clients = new WireClients(broker, lamp)) {
            before.accept(clients);
        }
        broker = broker.restarted();
        try (WireClients clients = new WireClients(broker, lamp)) {
            after.accept(clients);
        }
    }

    private static void leave(WireClient client, String filter, String options) {
        client.subscribe(filter, options);
        client.disconnect();
    }

    @Test
    @Spec({"MQTT-3.1.2-5", "MQTT-3.2.2-3", "4.1"})
    void a_session_its_subscriptions_and_what_waits_for_it_survive_a_restart() {
        across(
                clients -> {
                    leave(clients.kept5("kept"), "in/#", "01");
                    leave(clients.kept3("kept3"), "in/+", "02");
                    WireClient sender = clients.v5("sender");
                    for (int i = 0; i < MANY; i++) {
                        sender.publish1("in/a", String.valueOf(i));
                    }
                },
                clients -> {
                    for (WireClient back : List.of(clients.kept5("kept"), clients.kept3("kept3"))) {
                        for (int i = 0; i < MANY; i++) {
                            assertThat(back.takeText()).isEqualTo(String.valueOf(i));
                        }
                    }
                    WireClient again = clients.kept5("kept");
                    again.ping();
                    clients.v5("sender").publish1("in/a", "live");
                    assertThat(again.takeText()).isEqualTo("live");
                });
    }

    @Test
    @Spec({"MQTT-4.4.0-1", "MQTT-4.3.3-10"})
    void open_exchanges_of_qos_1_and_2_go_on_with_their_packet_ids() {
        List<Integer> ids = new ArrayList<>();
        across(
                clients -> {
                    WireClient receiver = clients.kept5("receiver");
                    receiver.subscribe("q/#", "02");
                    WireClient sender = clients.v5("sender");
                    sender.publish1("q/1", "once or more");
                    sender.publish2("q/2", "exactly once");
                    ids.add(receiver.receive().id());
                    ids.add(receiver.receive().id());
                    WireClient publisher = clients.kept5("publisher");
                    publisher.publish("34", "q/3", 7, "", "in doubt").expect(WirePacket.PUBREC);
                    ids.add(receiver.receive().id());
                },
                clients -> {
                    WireClient publisher = clients.kept5("publisher");
                    publisher.publish("3c", "q/3", 7, "", "in doubt").expect(WirePacket.PUBREC);
                    publisher.pubrel(7).expect(WirePacket.PUBCOMP);

                    WireClient receiver = clients.kept5("receiver");
                    for (int id : ids) {
                        assertThat(receiver.receive().id()).isEqualTo(id);
                    }
                    receiver.puback(ids.get(0));
                    receiver.ping(); // and nothing more: the repetition was known
                });
    }

    @Test
    @Spec({"MQTT-3.3.1-5", "MQTT-3.3.1-6"})
    void retained_messages_survive_a_restart_and_removed_ones_do_not_come_back() {
        across(
                clients -> {
                    WireClient sender = clients.v5("sender");
                    sender.publish("33", "state/a", 1, "", "old").expect(WirePacket.PUBACK);
                    sender.publish("33", "state/a", 2, "", "on").expect(WirePacket.PUBACK);
                    sender.publish("33", "state/b", 3, "", "gone").expect(WirePacket.PUBACK);
                    sender.publish("33", "state/b", 4, "", "").expect(WirePacket.PUBACK);
                },
                clients -> {
                    WireClient reader = clients.v5("reader");
                    reader.subscribe("state/#", "01");
                    assertThat(reader.takeText()).isEqualTo("on");
                    reader.ping();
                });
    }

    @Test
    @Spec({"MQTT-3.1.2-8", "3.1.2.5"})
    void the_will_of_a_client_that_was_connected_is_published_after_the_restart() {
        across(
                clients -> {
                    leave(clients.kept5("listener"), "will/+", "01");
                    WireClient dying = clients.dial();
                    dying.send("10 ~ \"MQTT\" 04 2e 0000 \"dying\" \"will/dying\" \"bye\"");
                    dying.expect("20 02 00 00");
                },
                clients -> assertThat(clients.kept5("listener").takeText()).isEqualTo("bye"));
    }

    @Test
    @Spec({"MQTT-3.1.2-4", "MQTT-3.1.2-6"})
    void a_session_that_was_ended_does_not_come_back() {
        across(
                clients -> {
                    leave(clients.kept5("ended"), "in/#", "01");
                    clients.v5("ended").disconnect();
                },
                clients -> {
                    clients.v5("sender").publish1("in/a", "for nobody");
                    clients.kept5("ended").ping();
                });
    }

    @Test
    @Spec({"MQTT-4.3.3-4", "MQTT-4.4.0-1"})
    void the_id_of_a_retained_qos_2_message_is_released_after_the_restart_and_not_given_to_another() {
        List<Integer> ids = new ArrayList<>();
        across(
                clients -> {
                    WireClient sender = clients.v5("sender");
                    sender.publish("35", "state/a", 1, "", "on").expect(WirePacket.PUBREC);
                    sender.pubrel(1).expect(WirePacket.PUBCOMP);
                    WireClient receiver = clients.kept5("receiver");
                    receiver.subscribe("state/#", "02");
                    ids.add(receiver.receive().id());
                    receiver.pubrec(ids.getFirst());
                },
                clients -> {
                    WireClient receiver = clients.kept5("receiver");
                    assertThat(receiver.expect(WirePacket.PUBREL).id()).isEqualTo(ids.getFirst());
                    clients.v5("sender").publish2("state/a", "off");
                    WirePacket.Publish next = receiver.receive();
                    assertThat(next.id()).isNotEqualTo(ids.getFirst());
                    assertThat(next.payload()).isEqualTo("off");
                });
    }

    @Test
    @Spec("4.8.2")
    void a_member_of_a_share_group_that_has_not_come_back_yet_is_kept_what_it_may_receive() {
        across(clients -> leave(clients.kept5("member"), "$share/group/in/#", "01"), clients -> {
            clients.v5("sender").publish1("in/a", "for the group");
            assertThat(clients.kept5("member").takeText()).isEqualTo("for the group");
        });
        assertThat(broker.recentRefusals().size()).isZero();
    }
}
