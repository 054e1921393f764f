package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ConnectIT {
    @RegisterExtension
    private static final WireClients clients = WireClients.ofBroker(RunningBroker::start);

    @Test
    @Spec({"MQTT-3.1.2-4", "MQTT-3.2.2-2"})
    void a_first_connection_has_no_session_present() {
        assertThat(clients.dial().connect3("first-3", false).sessionPresent()).isFalse();
        assertThat(clients.dial().connect5("first-5", false, "").sessionPresent())
                .isFalse();
    }

    @Test
    @Spec({"MQTT-3.1.2-5", "MQTT-3.2.2-3"})
    void a_kept_session_is_present_and_a_clean_start_ends_it() {
        clients.kept3("kept-3").disconnect();
        clients.kept5("kept-5").disconnect();

        assertThat(clients.dial().connect3("kept-3", false).sessionPresent()).isTrue();
        assertThat(clients.dial().connect5("kept-5", false, "").sessionPresent())
                .isTrue();
        assertThat(clients.dial().connect3("kept-3", true).sessionPresent()).isFalse();
        assertThat(clients.dial().connect5("kept-5", true, "").sessionPresent()).isFalse();
    }

    @Test
    @Spec({"MQTT-3.1.3-6", "MQTT-3.1.3-7", "3.2.2.3.7"})
    void a_client_without_an_id_is_told_the_one_it_was_given() {
        WireClient client = clients.dial();

        List<WirePacket.Property> properties = client.connect5("", true, "").properties(2);

        assertThat(properties).anySatisfy(property -> {
            assertThat(property.id()).isEqualTo(0x12);
            assertThat(property.value()).asString().isNotEmpty();
        });
        client.ping();
    }

    @Test
    @Spec("MQTT-3.1.3-6")
    void a_3_1_1_client_without_an_id_is_let_in_when_it_starts_clean() {
        WireClient client = clients.dial();

        assertThat(client.connect3("", true).connectCode()).isZero();
        client.ping();
    }

    @Test
    @Spec("MQTT-3.1.3-8")
    void a_3_1_1_client_without_an_id_that_wants_its_session_kept_gets_return_code_2() {
        WireClient client = clients.dial();

        WirePacket connack = client.connect3("", false);

        assertThat(connack.connectCode()).isEqualTo(2);
        assertThat(connack.sessionPresent()).isFalse(); // 3.1.1 [MQTT-3.2.2-4]
        client.expectClosed();
    }

    @Test
    @Spec("MQTT-3.1.2-2")
    void an_unknown_protocol_level_is_refused_in_the_words_of_the_nearest_known_one() {
        WireClient old = clients.dial().send("10 ~ \"MQTT\" 03 02 0000 \"lamp\"");
        old.expect("20 02 00 01").expectClosed();
        WireClient future = clients.dial().send("10 ~ \"MQTT\" 06 02 0000 {} \"lamp\"");
        assertThat(future.expect(WirePacket.CONNACK).connectCode()).isEqualTo(0x84);
        future.expectClosed();
    }

    @Test
    @Spec({"MQTT-4.12.0-1", "3.1.2.11.9"})
    void enhanced_authentication_is_answered_with_bad_authentication_method() {
        WireClient client = clients.dial();

        assertThat(client.connect5("auth", true, "15 \"SCRAM-SHA-256\" 16 0001 00")
                        .connectCode())
                .isEqualTo(0x8C);
        client.expectClosed();
    }

    @Test
    @Spec("MQTT-4.12.0-1")
    void an_auth_packet_out_of_the_blue_is_a_protocol_error() {
        clients.v5("auth-later").send("F0 ~ 18 {15 \"SCRAM-SHA-256\"}").expectDisconnect(0x82);
    }

    @Test
    @Spec("MQTT-3.1.2-24")
    void a_client_that_falls_silent_is_disconnected_after_one_and_a_half_times_its_keep_alive() {
        WireClient client5 = clients.dial().send("10 ~ \"MQTT\" 05 02 0001 {} \"silent-5\"");
        WireClient client3 = clients.dial().send("10 ~ \"MQTT\" 04 02 0001 \"silent-3\"");
        long before = System.nanoTime();
        client5.expect(WirePacket.CONNACK);
        client3.expect("20 02 00 00");

        client5.expectDisconnect(0x8D);
        assertThat(System.nanoTime() - before).isGreaterThan(1_000_000_000L);
        client3.expectClosed();
    }

    @Test
    @Spec("MQTT-3.1.0-2")
    void a_second_connect_is_a_protocol_error() {
        clients.v5("twice").send("10 ~ \"MQTT\" 05 02 0000 {} \"twice\"").expectDisconnect(0x82);
        clients.v3("twice-3").send("10 ~ \"MQTT\" 04 02 0000 \"twice-3\"").expectClosed();
    }

    @Test
    @Spec("MQTT-3.1.0-1")
    void whoever_begins_with_another_packet_is_closed_without_an_answer() {
        clients.dial().send("C0 00").expectClosed();
        clients.dial().send("30 ~ \"a\" 'x'").expectClosed();
        clients.dial().send("82 ~ 0001 \"a\" 00").expectClosed();
    }

    @Test
    @Spec("MQTT-3.1.2-1")
    void a_client_of_mqtt_3_1_is_served() {
        WireClient client = clients.dial().send("10 ~ \"MQIsdp\" 03 02 0000 \"veteran\"");

        client.expect("20 02 00 00");
        assertThat(client.subscribe("veteran/#", "01")).isEqualTo("01");
        client.publish1("veteran/says", "hello");
        assertThat(client.takeText()).isEqualTo("hello");
    }

    @Test
    @Spec({"3.2.2.3", "MQTT-3.2.2-21"})
    void connack_of_5_0_says_what_the_server_grants() {
        List<WirePacket.Property> granted =
                clients.dial().connect5("granted", true, "11 FFFFFFFF").properties(2);

        assertThat(granted)
                .contains(
                        new WirePacket.Property(0x11, 7 * 24 * 3600), // never is cut to a week
                        new WirePacket.Property(0x21, 100),
                        new WirePacket.Property(0x27, 256 * 1024),
                        new WirePacket.Property(0x22, 32));
        // What is offered in full is not said: maximum QoS, retain, wildcards, identifiers, shared subscriptions.
        assertThat(granted)
                .noneMatch(property -> property.id() == 0x24 && property.value().equals(1));
        assertThat(granted)
                .noneMatch(property -> List.of(0x25, 0x28, 0x29, 0x2A).contains(property.id())
                        && property.value().equals(0));
    }

    @Test
    @Spec("3.2.2.3.15")
    void response_information_is_given_to_whoever_asks_for_it() {
        assertThat(clients.dial().connect5("lamp", true, "19 01").properties(2))
                .contains(new WirePacket.Property(0x1A, "lamp"));
        assertThat(clients.dial().connect5("lamp", true, "").properties(2))
                .noneMatch(property -> property.id() == 0x1A);
    }

    @Test
    @Spec({"MQTT-3.1.2-29", "3.1.2.11.7"})
    void no_reason_strings_for_a_client_that_asked_for_none() {
        WireClient curious = clients.v5("curious");
        WireClient terse = clients.v5("terse", "17 00");

        curious.publish("32", "$reserved/x", 1, "", "");
        terse.publish("32", "$reserved/x", 1, "", "");

        assertThat(curious.expect(WirePacket.PUBACK).properties(3)).anyMatch(property -> property.id() == 0x1F);
        WirePacket silent = terse.expect(WirePacket.PUBACK);
        assertThat(silent.code()).isEqualTo(0x87);
        assertThat(silent.properties(3)).isEmpty();
    }

    @Test
    @Spec({"3.1.4", "4.6"})
    void packets_that_follow_connect_at_once_are_handled_in_order() {
        for (int i = 0; i < 20; i++) { // ids of all loops: some channels move, some stay
            String topic = "\"hasty/" + i + '"';
            WireClient hasty = clients.dial().speaks5();
            hasty.sendTogether(
                    "10 ~ \"MQTT\" 05 02 0000 {} \"hasty-" + i + '"',
                    "82 ~ 0001 {} " + topic + " 01",
                    "30 ~ " + topic + " {} 'first'",
                    "32 ~ " + topic + " 0002 {} 'second'",
                    "C0 00");

            assertThat(hasty.expect(WirePacket.CONNACK).connectCode()).isZero();
            assertThat(hasty.expect(WirePacket.SUBACK).codes(true)).isEqualTo("01");
            List<WirePacket> rest = List.of(hasty.next(), hasty.next(), hasty.next(), hasty.next());
            assertThat(rest.stream().filter(packet -> packet.type() == WirePacket.PUBLISH))
                    .extracting(packet -> packet.publish(true).payload())
                    .containsExactly("first", "second");
            assertThat(rest.stream().filter(packet -> packet.type() != WirePacket.PUBLISH))
                    .extracting(WirePacket::type)
                    .containsExactly(WirePacket.PUBACK, WirePacket.PINGRESP);
        }
    }

    @Test
    @Spec({"3.1.4", "4.6"})
    void a_client_that_says_everything_at_once_and_leaves_is_heard() {
        WireClient receiver = clients.v5("hurry-receiver");
        receiver.subscribe("hurry/#", "00");
        for (int i = 0; i < 20; i++) {
            WireClient hurried = clients.dial();
            hurried.sendTogether(
                    "10 ~ \"MQTT\" 04 02 0000 \"hurry-" + i + '"', "30 ~ \"hurry/" + i + "\" 'gone'", "E0 00");

            hurried.expect("20 02 00 00").expectClosed();
            assertThat(receiver.receive().topic()).isEqualTo("hurry/" + i);
        }
    }

    @Test
    @Spec({"4.6", "MQTT-4.13.1-1"})
    void what_came_before_a_broken_packet_counts_even_right_after_connect() {
        WireClient receiver = clients.v5("stumble-receiver");
        receiver.subscribe("stumble/#", "00");
        for (int i = 0; i < 20; i++) {
            WireClient stumbling = clients.dial();
            stumbling.sendTogether(
                    "10 ~ \"MQTT\" 05 02 0000 {} \"stumble-" + i + '"',
                    "30 ~ \"stumble/" + i + "\" {} 'before'",
                    "36 ~ \"stumble/never\" 0001 {} 'QoS 3'");

            assertThat(stumbling.expect(WirePacket.CONNACK).connectCode()).isZero();
            stumbling.expectDisconnect(0x81);
            assertThat(receiver.receive().topic()).isEqualTo("stumble/" + i);
        }
    }
}
