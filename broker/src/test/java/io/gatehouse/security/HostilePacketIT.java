package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What brought other brokers down, sent by a device that is let in. A bystander must not notice. */
final class HostilePacketIT {
    private static RunningBroker broker;
    private static TestDevice attacker;
    private static RawClient bystander;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = RunningBroker.start();
        attacker = broker.device("attacker");
        bystander = RawClient.connected(broker, broker.device("bystander"));
        bystander.subscribe("bystander");
    }

    @AfterAll
    static void stopBroker() throws IOException {
        bystander.close();
        broker.close();
    }

    @AfterEach
    void the_bystander_did_not_notice() throws IOException {
        bystander.publish("bystander", "well", 1);
        assertThat(bystander.receive()).isEqualTo("bystander well");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"$share", "$share/", "$share//x", "$share/g", "$share/g/", "$share/+/x", "$share/#", "$share/#/x"
            })
    void a_shared_filter_without_group_or_filter_is_refused(String filter) throws IOException {
        try (RawClient client = RawClient.connected(broker, attacker)) {
            client.send(Frames.subscribe(ProtocolVersion.MQTT_5, filter));
            Answer answer = client.any();

            assertThat(answer.code()).isIn(0x8F, 0x82, 0x81);
            assertThat(answer.type()).isIn(Answer.SUBACK, Answer.DISCONNECT);
        }
    }

    @Test
    void a_topic_of_many_thousand_levels_is_refused() throws IOException {
        String deep = "a/".repeat(32_000) + "a";
        try (RawClient publisher = RawClient.of(broker, attacker);
                RawClient subscriber = RawClient.of(broker, attacker)) {
            publisher.admitted(Connect.mqtt5("deep-1"));
            publisher.send(Frames.publish5(deep, "x", 1));
            subscriber.admitted(Connect.mqtt5("deep-2"));
            subscriber.send(Frames.subscribe(ProtocolVersion.MQTT_5, "/".repeat(65_400)));

            assertThat(publisher.any().code()).isIn(0x90, 0x95);
            assertThat(subscriber.any().code()).isIn(0x8F, 0x95, 0x97);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "20020000, CONNACK",
        "900400090001, SUBACK",
        "B00400090000, UNSUBACK",
        "D000, PINGRESP",
        "10020000, CONNECT"
    })
    void a_packet_that_only_a_server_sends_ends_the_connection(String bytes, String name) throws IOException {
        Watch ends = Watch.on(broker, "gatehouse_disconnects_total{initiator=\"server\",reason=\"PROTOCOL_ERROR\"}");
        try (RawClient client = RawClient.connected(broker, attacker)) {
            client.send(HexFormat.of().parseHex(bytes));

            assertThat(client.expect(Answer.DISCONNECT).code()).as(name).isEqualTo(0x82);
            client.awaitClosed();
            ends.rose(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ED A0 80", "C0 80", "FF", "00", "0A", "61 00 62", "F4 90 80 80"})
    void a_topic_that_is_not_text_ends_the_publisher_and_reaches_nobody(String bytes) throws IOException {
        byte[] topic = HexFormat.ofDelimiter(" ").parseHex(bytes);
        byte[] publish = new byte[2 + 2 + topic.length + 1 + 1];
        publish[0] = 0x30;
        publish[1] = (byte) (publish.length - 2);
        publish[3] = (byte) topic.length;
        System.arraycopy(topic, 0, publish, 4, topic.length);
        try (RawClient client = RawClient.connected(broker, attacker)) {
            client.send(publish);

            assertThat(client.any().code()).isIn(0x81, 0x82, 0x90);
            client.awaitClosed();
        }
    }

    @Test
    void a_client_id_with_wildcards_of_a_policy_is_nobody_to_the_variables_of_a_policy() throws IOException {
        TestDevice device = broker.device(
                "starred",
                "by-client-id",
                document(
                        allow("iot:Connect", "*"),
                        allow("iot:Publish", "topic/${iot:ClientId}/x"),
                        allow("iot:Subscribe", "topicfilter/${iot:ClientId}/x")));
        for (String clientId : new String[] {"*", "?", "??????", "a*", "{*}", "own/victim"}) {
            Watch refusals = Watch.refusals(broker, Reason.PUBLISH_NOT_AUTHORIZED);
            try (RawClient client = RawClient.of(broker, device)) {
                client.admitted(Connect.mqtt5(clientId));

                assertThat(client.publish("victim/x", "forged", 1).code()).isEqualTo(0x87);
                assertThat(client.publish("a/x", "forged", 1).code()).isEqualTo(0x87);
                assertThat(client.subscribe("victim/x").code()).isEqualTo(0x87);
                assertThat(client.publish(clientId + "/x", "own", 1).code()).isEqualTo(0x87);
                refusals.rose(3);
            }
        }
    }

    @Test
    void garbled_connects_leave_nothing_behind() throws IOException {
        byte[] garbled = Connect.mqtt5("garbled").will("w").bytes();
        garbled[garbled.length - 12] ^= 0x55;
        garbled[9] |= 1; // the reserved flag [MQTT-3.1.2-3]
        Watch refusals = Watch.refusals(broker, Reason.MALFORMED_PACKET);
        for (int i = 0; i < 200; i++) {
            try (RawClient client = RawClient.of(broker, attacker)) {
                client.send(garbled);
                client.awaitClosed();
            }
        }
        refusals.rose(200);
        assertThat(broker.sessions().views("").join()).hasSize(1);
    }
}
