package io.gatehouse.conformance;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.registry.ThingPrincipalType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code compatibility: strict}: what AWS IoT Core does otherwise than the OASIS texts allow it to be done. */
final class StrictModeIT {
    private static final int SERVER_KEEP_ALIVE = 0x13;

    @RegisterExtension
    private static final WireClients clients =
            WireClients.ofBroker(() -> RunningBroker.start(Compatibility.STRICT, UnaryOperator.identity()));

    @Test
    @Spec({"MQTT-3.2.2-9", "3.2.2.3.4", "3.2.2.3.12", "3.2.2.3.2"})
    void connack_says_what_is_not_offered() {
        List<WirePacket.Property> granted =
                clients.dial().connect5("terms", true, "11 FFFFFFFF").properties(2);

        assertThat(granted)
                .contains(
                        new WirePacket.Property(0x24, 1), // maximum QoS
                        new WirePacket.Property(0x29, 0), // subscription identifiers
                        new WirePacket.Property(0x22, 8), // topic aliases
                        new WirePacket.Property(0x27, 146 * 1024),
                        new WirePacket.Property(0x11, 3600));
    }

    @Test
    @Spec({"MQTT-3.2.2-11", "3.2.2.3.4"})
    void qos_2_is_not_supported_and_a_subscription_is_granted_qos_1() {
        WireClient client = clients.v5("qos");
        assertThat(client.subscribe("qos/x", "02")).isEqualTo("01");
        client.publish("34", "qos/x", 9, "", "").expectDisconnect(0x9B);

        WireClient client3 = clients.v3("qos-3");
        assertThat(client3.subscribe("qos/x", "02")).isEqualTo("01");
        client3.publish("34", "qos/x", 9, "", "").expectClosed();
    }

    @Test
    @Spec("MQTT-3.2.2-12")
    void a_will_of_qos_2_is_refused_at_connect() {
        WireClient client = clients.dial().send("10 ~ \"MQTT\" 05 16 0000 {} \"will\" {} \"will/x\" \"\"");
        assertThat(client.expect(WirePacket.CONNACK).connectCode()).isEqualTo(0x9B);
        client.expectClosed();
    }

    @Test
    @Spec("3.2.2.3.12")
    void subscription_identifiers_are_not_supported() {
        clients.v5("ids").send("82 ~ 0001 {0B 01} \"ids/x\" 00").expectDisconnect(0xA1);
    }

    @Test
    @Spec("4.7.1.2")
    void the_hash_does_not_match_its_parent() {
        WireClient client = clients.v5("parent");
        client.subscribe("sensor/#", "00");
        clients.v5("parent-sender")
                .publish("sensor", "parent")
                .publish("sensor/1", "child")
                .ping();

        assertThat(client.takeText()).isEqualTo("child");
    }

    @Test
    @Spec("MQTT-3.3.1-9")
    void a_wildcard_gets_no_retained_messages() {
        WireClient sender = clients.v5("keeper");
        sender.publish("33", "retained/x", 1, "", "kept").expect(WirePacket.PUBACK);
        WireClient client = clients.v5("wild");

        client.subscribe("retained/+", "00");
        client.subscribe("retained/#", "00");
        client.ping();
        client.subscribe("retained/x", "00");

        assertThat(client.takeText()).isEqualTo("kept");
    }

    @Test
    @Spec("3.8.3")
    void one_subscribe_has_at_most_8_filters() {
        String filter = "\"eight/x\" 00 ";
        WireClient client = clients.v5("eight");
        client.send("82 ~ 0001 {}", filter.repeat(8));
        assertThat(client.expect(WirePacket.SUBACK).codes(true)).isEqualTo("00 00 00 00 00 00 00 00");

        client.send("82 ~ 0002 {}", filter.repeat(9)).expectDisconnect(0x97);
    }

    @Test
    @Spec("3.9.3")
    void one_session_has_at_most_50_subscriptions() {
        WireClient client = clients.v5("fifty");
        for (int i = 0; i < 50; i++) {
            assertThat(client.subscribe("fifty/" + i, "00")).isEqualTo("00");
        }
        assertThat(client.subscribe("fifty/50", "00")).isEqualTo("97");
        assertThat(client.subscribe("fifty/49", "01"))
                .as("a change of one it has")
                .isEqualTo("01");
        client.unsubscribe("fifty/0");
        assertThat(client.subscribe("fifty/50", "00")).isEqualTo("00");

        WireClient client3 = clients.v3("fifty-3");
        for (int i = 0; i < 50; i++) {
            assertThat(client3.subscribe("fifty/" + i, "00")).isEqualTo("00");
        }
        assertThat(client3.subscribe("fifty/50", "00")).isEqualTo("80");
    }

    @Test
    @Spec("4.7.3")
    void a_topic_has_at_most_256_bytes_and_8_levels() {
        WireClient receiver = clients.v5("long");
        assertThat(receiver.subscribe("+/".repeat(7) + "+", "00")).isEqualTo("00");
        assertThat(receiver.subscribe("x".repeat(256), "00")).isEqualTo("00");
        assertThat(receiver.subscribe("+/".repeat(8) + "+", "00")).isEqualTo("8F");
        WireClient sender = clients.v5("long-sender");

        sender.publish("x".repeat(256), "bytes").publish("a/b/c/d/e/f/g/h", "levels");
        assertThat(receiver.takeText()).isEqualTo("bytes");
        assertThat(receiver.takeText()).isEqualTo("levels");

        sender.publish("x".repeat(257), "").expectDisconnect(0x90);
        clients.v5("deep-sender").publish("a/b/c/d/e/f/g/h/i", "").expectDisconnect(0x90);
        clients.v3("deep-sender-3").publish("a/b/c/d/e/f/g/h/i", "").expectClosed();
    }

    @Test
    void a_client_id_stands_for_the_thing_of_that_name_and_no_other_unless_the_thing_is_exclusive() {
        TestDevice device = clients.broker()
                .device(
                        "named",
                        "by-name",
                        document(allow(
                                "iot:Connect",
                                "client/${iot:Connection.Thing.ThingName}",
                                "client/${iot:Connection.Thing.ThingName}.*")));
        try (WireClients named = new WireClients(clients.broker(), device)) {
            named.v5("named");
            assertThat(named.dial().connect5("named.debug", true, "").connectCode())
                    .isEqualTo(0x87);

            done(clients.broker()
                    .registry()
                    .attachThing("named", device.certificateId(), ThingPrincipalType.EXCLUSIVE_THING));
            named.v5("named.debug");
        }
    }

    @ParameterizedTest
    @CsvSource({"0001, 30", "001E, ", "0258, ", "04B0, ", "04B1, 1200", "FFFF, 1200", "0000, 1200"})
    @Spec({"MQTT-3.1.2-21", "3.2.2.3.14"})
    void the_keep_alive_is_between_30_and_1200_seconds_and_the_client_is_told(String asked, Integer told) {
        WireClient client = clients.dial().send("10 ~ \"MQTT\" 05 02", asked, "{} \"alive\"");

        List<WirePacket.Property> granted = client.expect(WirePacket.CONNACK).properties(2);

        if (told == null) {
            assertThat(granted)
                    .filteredOn(property -> property.id() == SERVER_KEEP_ALIVE)
                    .isSubsetOf(new WirePacket.Property(SERVER_KEEP_ALIVE, Integer.parseInt(asked, 16)));
        } else {
            assertThat(granted).contains(new WirePacket.Property(SERVER_KEEP_ALIVE, told));
        }
    }
}
