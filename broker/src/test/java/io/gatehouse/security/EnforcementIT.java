package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import io.gatehouse.TestDevice;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.policy.PolicyTemplates;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy allows happens, what it denies does not, by whatever way the message comes. */
final class EnforcementIT {
    private static RunningBroker broker;
    private static RawClient publisher;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = RunningBroker.start();
        publisher = RawClient.connected(broker, broker.device("publisher"));
    }

    @AfterAll
    static void stopBroker() throws IOException {
        publisher.close();
        broker.close();
    }

    @Test
    void one_policy_for_the_fleet_keeps_every_device_under_its_own_name() throws IOException {
        String ownTopics = PolicyTemplates.deviceOwnTopics(RunningBroker.SCOPE);
        TestDevice lamp = broker.device("lamp", "own-topics", ownTopics);
        TestDevice door = broker.device("door", "own-topics", ownTopics);
        try (RawClient client = RawClient.connected(broker, lamp)) {
            assertThat(client.subscribe("lamp/#").code()).isEqualTo(1);
            assertThat(client.publish("lamp/state", "on", 1).code()).isZero();
            assertThat(client.receive()).isEqualTo("lamp/state on");
            for (String foreign : new String[] {"door/state", "lamp", "lampe/x", "Lamp/x", "other/lamp/x"}) {
                assertThat(client.publish(foreign, "no", 1).code()).as(foreign).isEqualTo(0x87);
            }
            for (String foreign : new String[] {"door/#", "#", "+/state", "lamp#", "+/#", "$share/g/door/#"}) {
                assertThat(client.subscribe(foreign).code()).as(foreign).isIn(0x87, 0x8F);
            }
        }
        try (RawClient masked = RawClient.of(broker, door)) {
            assertThat(masked.connect(Connect.mqtt5("lamp")).code()).isEqualTo(0x87);
            masked.awaitClosed();
        }
        try (RawClient companion = RawClient.of(broker, door)) {
            companion.admitted(Connect.mqtt5("door.debug"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/#", "a/b/#", "+/b/secret", "#", "+/+/+", "a/b/secret", "$share/g/a/#", "$share/g/#"})
    void a_filter_that_overlaps_a_denied_topic_does_not_bring_it(String filter) throws IOException {
        TestDevice device = broker.device(
                "overlap" + Integer.toHexString(filter.hashCode()),
                "overlap",
                document(allow("iot:*", "*"), deny("iot:Receive", "topic/a/*/secret")));
        Watch drops = Watch.drops(broker, Reason.RECEIVE_NOT_AUTHORIZED);
        try (RawClient client = RawClient.connected(broker, device)) {
            client.subscribe(filter, "fence");

            publisher.publish("a/b/secret", "denied", 1);
            publisher.publish("fence", "reached", 1);

            assertThat(client.receiveUpTo("fence")).noneMatch(message -> message.startsWith("a/b/secret"));
            drops.rose(1);
        }
    }

    @Test
    void a_shared_subscription_is_no_way_round_a_deny_of_the_filter() throws IOException {
        TestDevice device = broker.device(
                "sharer", "no-secrets", document(allow("iot:*", "*"), deny("iot:Subscribe", "topicfilter/secrets/*")));
        try (RawClient client = RawClient.connected(broker, device)) {
            assertThat(client.subscribe("secrets/#").code()).isEqualTo(0x87);
            assertThat(client.subscribe("$share/g/secrets/#").code()).isEqualTo(0x87);
            assertThat(client.subscribe("$share/g/public/#").code()).isEqualTo(1);
        }
    }

    @Test
    void retained_messages_are_decided_at_delivery() throws IOException {
        TestDevice device = broker.device(
                "late", "no-files", document(allow("iot:*", "*"), deny("iot:Receive", "topic/files/secret")));
        publisher
                .send(Frames.publish(ProtocolVersion.MQTT_5, "files/secret", "denied", 1, true))
                .expect(Answer.PUBACK);
        publisher
                .send(Frames.publish(ProtocolVersion.MQTT_5, "files/zebra", "allowed", 1, true))
                .expect(Answer.PUBACK);
        try (RawClient client = RawClient.connected(broker, device)) {
            client.subscribe("files/#", "fence");
            assertThat(client.receive()).isEqualTo("files/zebra allowed");

            publisher.publish("fence", "reached", 1);

            assertThat(client.receive()).isEqualTo("fence reached");
        }
    }

    @Test
    void queued_messages_are_decided_again_at_delivery() throws IOException {
        TestDevice device = broker.device("queued", "queued", document(allow("iot:*", "*")));
        try (RawClient client = RawClient.of(broker, device)) {
            client.admitted(Connect.mqtt5("queued").persistent());
            client.subscribe("mail/#", "fence");
            client.send(Frames.DISCONNECT).awaitClosed();
        }
        publisher.publish("mail/secret", "denied later", 1);
        publisher.publish("mail/open", "allowed", 1);
        Watch drops = Watch.drops(broker, Reason.RECEIVE_NOT_AUTHORIZED);

        RunningBroker.done(broker.registry()
                .putPolicy("queued", document(allow("iot:*", "*"), deny("iot:Receive", "topic/mail/secret"))));

        try (RawClient client = RawClient.of(broker, device)) {
            assertThat(client.admitted(Connect.mqtt5("queued").persistent()).sessionPresent())
                    .isTrue();
            assertThat(client.receive()).isEqualTo("mail/open allowed");
            drops.rose(1);
        }
    }

    @Test
    void a_will_that_may_not_be_published_is_refused_with_its_connect() throws IOException {
        TestDevice device = broker.device(
                "testator",
                "quiet",
                document(
                        allow("iot:*", "*"),
                        deny("iot:Publish", "topic/wills/denied"),
                        deny("iot:RetainPublish", "topic/wills/fleeting")));
        Watch refusals = Watch.refusals(broker, Reason.WILL_NOT_AUTHORIZED);
        for (Connect connect : new Connect[] {
            Connect.mqtt5("testator").will("wills/denied"),
            Connect.mqtt5("testator").retainedWill("wills/fleeting"),
            Connect.mqtt3("testator").will("wills/denied")
        }) {
            try (RawClient client = RawClient.of(broker, device)) {
                assertThat(client.connect(connect).code())
                        .isEqualTo(connect.version().isMqtt5() ? 0x87 : 5);
                client.awaitClosed();
            }
        }
        refusals.rose(3);
        try (RawClient client = RawClient.of(broker, device)) {
            client.admitted(Connect.mqtt5("testator").will("wills/fleeting"));
        }
    }

    @Test
    void a_will_is_decided_again_when_it_fires() throws IOException {
        TestDevice device = broker.device("changed-mind", "changed-mind", document(allow("iot:*", "*")));
        Watch refusals = Watch.refusals(broker, Reason.WILL_NOT_AUTHORIZED);
        try (RawClient watching = RawClient.connected(broker, broker.device("mourner"));
                RawClient client = RawClient.of(broker, device)) {
            watching.subscribe("wills/mind", "fence");
            client.admitted(Connect.mqtt5("changed-mind").will("wills/mind"));

            RunningBroker.done(broker.registry()
                    .putPolicy("changed-mind", document(allow("iot:*", "*"), deny("iot:Publish", "topic/wills/mind"))));
            client.leave();
            refusals.rose(1);
            publisher.publish("fence", "reached", 1);

            assertThat(watching.receive()).isEqualTo("fence reached");
        }
    }

    @Test
    void retaining_is_a_right_of_its_own() throws IOException {
        TestDevice device =
                broker.device("fleeting", "fleeting", document(allow("iot:*", "*"), deny("iot:RetainPublish", "*")));
        Watch refusals = Watch.refusals(broker, Reason.RETAIN_NOT_AUTHORIZED);
        try (RawClient client = RawClient.connected(broker, device)) {
            Answer kept = client.send(Frames.publish(ProtocolVersion.MQTT_5, "notes/1", "kept", 1, true))
                    .expect(Answer.PUBACK);
            Answer passing = client.publish("notes/1", "passing", 1);
            client.subscribe("notes/1", "fence");
            publisher.publish("fence", "reached", 1);

            assertThat(kept.code()).isEqualTo(0x87);
            assertThat(kept.words()).contains(Reason.RETAIN_NOT_AUTHORIZED.meaning());
            assertThat(passing.code()).isIn(0, 0x10);
            assertThat(client.receive()).isEqualTo("fence reached");
            refusals.rose(1);
        }
    }

    @Test
    @Spec("MQTT-3.3.5-2")
    void a_denied_publish_is_answered_in_5_0_and_dropped_with_qos_0() throws IOException {
        TestDevice device =
                broker.device("mute", "mute", document(allow("iot:*", "*"), deny("iot:Publish", "topic/said/*")));
        Watch refusals = Watch.refusals(broker, Reason.PUBLISH_NOT_AUTHORIZED);
        try (LogLines log = LogLines.listen();
                RawClient client = RawClient.connected(broker, device)) {
            client.subscribe("said/#");

            client.send(Frames.publish5("said/0", "nothing", 0));
            Answer puback = client.publish("said/1", "nothing", 1);
            Answer pubrec = client.publish("said/2", "nothing", 2);

            assertThat(puback.code()).isEqualTo(0x87);
            assertThat(puback.words()).contains(Reason.PUBLISH_NOT_AUTHORIZED.meaning());
            assertThat(pubrec.code()).isEqualTo(0x87);
            client.send(Frames.PINGREQ).expect(Answer.PINGRESP); // and nothing before it
            refusals.rose(3);
            assertThat(log.of("PUBLISH_NOT_AUTHORIZED"))
                    .singleElement()
                    .asString()
                    .contains("said/0", "mute");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void a_denied_publish_closes_a_3_1_1_connection(int qos) throws IOException {
        TestDevice device = broker.device(
                "mute3-" + qos, "mute", document(allow("iot:*", "*"), deny("iot:Publish", "topic/said/*")));
        Watch ends = Watch.disconnects(broker, Reason.PUBLISH_NOT_AUTHORIZED);
        try (RawClient client = RawClient.of(broker, device)) {
            client.admitted(Connect.mqtt3(device.name()));

            client.send(Frames.publish(ProtocolVersion.MQTT_3_1_1, "said/3", "nothing", qos, false));

            assertThat(client.next()).isNull();
            ends.rose(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$aws/things/x/shadow/update",
                "$aws/events/presence/connected/x",
                "$SYS/broker/load",
                "$share/g/topic",
                "$foo",
                "$"
            })
    void topics_of_the_broker_are_closed_whatever_the_policy_says(String topic) throws IOException {
        TestDevice device = broker.device("usurper" + Integer.toHexString(topic.hashCode()));
        Watch refusals = Watch.refusals(broker, Reason.TOPIC_RESERVED);
        try (RawClient watching = RawClient.connected(broker, device)) {
            watching.subscribe("fence");
            publisher.send(Frames.publish5(topic, "forged", 0));

            assertThat(publisher.publish(topic, "forged", 1).code()).isEqualTo(0x87);
            assertThat(publisher.publish(topic, "forged", 2).code()).isEqualTo(0x87);
            refusals.rose(3);
            publisher.publish("fence", "reached", 1);
            assertThat(watching.receive()).isEqualTo("fence reached");
        }
    }

    @Test
    void a_device_without_the_right_to_connect_is_told_so() throws IOException {
        TestDevice device = broker.device("outcast", "outcast", document(allow("iot:Publish", "*")));
        Watch refusals = Watch.refusals(broker, Reason.CONNECT_NOT_AUTHORIZED);
        try (RawClient client = RawClient.of(broker, device)) {
            Answer connack = client.connect(Connect.mqtt5("outcast"));

            assertThat(connack.code()).isEqualTo(0x87);
            assertThat(connack.words()).contains(Reason.CONNECT_NOT_AUTHORIZED.meaning());
            client.awaitClosed();
            refusals.rose(1);
        }
    }
}
