package io.gatehouse.refusal;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.reason.Reason.QUEUE_FULL;
import static io.gatehouse.refusal.Misconfiguration.NO_STATEMENT;
import static io.gatehouse.refusal.Misconfiguration.deniedBy;
import static io.gatehouse.refusal.Misconfiguration.nearest;
import static io.gatehouse.refusal.Misconfiguration.refused;
import static io.gatehouse.refusal.Scene.packet;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import io.gatehouse.TestDevice;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient;
import io.gatehouse.security.RawClient.Answer;
import java.util.Objects;
import java.util.stream.Stream;

/** A message is not taken. */
final class MessageCases {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int TOPIC_NAME_INVALID = 0x90;
    private static final int QUOTA_EXCEEDED = 0x97;
    private static final int MOST_SENT = 50; // the queue is shorter, but its loop tells others in its next turn
    private static final int QOS_1 = 0x32;
    private static final int QOS_2 = 0x34;

    private MessageCases() {}

    static Stream<Misconfiguration> all() {
        return Stream.of(rights(), topics(), bounds()).flatMap(cases -> cases);
    }

    private static Stream<Misconfiguration> rights() {
        return Stream.of(
                refused("a topic that no statement names", Reason.PUBLISH_NOT_AUTHORIZED, scene -> {
                            TestDevice device = scene.device(
                                    document(allow("iot:Connect", "*"), allow("iot:Publish", "topic/a/*")));
                            Mqtt5BlockingClient client = device.mqtt5(scene.broker());
                            client.connect();
                            try {
                                client.publishWith()
                                        .topic("b/on")
                                        .qos(MqttQos.AT_LEAST_ONCE)
                                        .send();
                                return Trace.told(device, 0, null);
                            } catch (Mqtt5PubAckException refused) {
                                var puback = refused.getMqttMessage();
                                return Trace.told(
                                        device,
                                        puback.getReasonCode().getCode(),
                                        String.valueOf(puback.getReasonString().orElse(null)));
                            } finally {
                                client.disconnect();
                            }
                        })
                        .because(nearest(1, "\"topic/a/*\" differs at segment 1: \"b\" (expected: \"a\")"))
                        .answered(NOT_AUTHORIZED),
                refused(
                                "a 3.1.1 client that publishes and is cut off",
                                Reason.PUBLISH_NOT_AUTHORIZED,
                                scene -> scene.closed(
                                        scene.device(document(allow("iot:Connect", "*"))),
                                        Frames.publish(ProtocolVersion.MQTT_3_1_1, "hello", "on", 1, false)))
                        .because(NO_STATEMENT),
                refused("a message of QoS 0, to which there is no answer", Reason.PUBLISH_NOT_AUTHORIZED, scene -> {
                            TestDevice device = scene.device(document(allow("iot:Connect", "*")));
                            try (RawClient client = scene.connected(device)) {
                                client.send(Frames.publish5("hello", "on", 0));
                                client.send((byte) 0xC0, (byte) 0).expect(Answer.PINGRESP);
                            }
                            return Trace.silent(device);
                        })
                        .because(NO_STATEMENT),
                refused(
                                "iot:Publish on topicfilter/ instead of topic/",
                                Reason.PUBLISH_NOT_AUTHORIZED,
                                scene -> scene.publish(
                                        scene.device(document(
                                                allow("iot:Connect", "*"), allow("iot:Publish", "topicfilter/hello"))),
                                        "hello"))
                        .because(nearest(
                                1, "\"topicfilter/hello\" is of the wrong type for this action (expected: topic/NAME)"))
                        .answered(NOT_AUTHORIZED),
                refused(
                                "a + in a policy, which is no wildcard there",
                                Reason.PUBLISH_NOT_AUTHORIZED,
                                scene -> scene.publish(
                                        scene.device(document(
                                                allow("iot:Connect", "*"), allow("iot:Publish", "topic/+/on"))),
                                        "lamp/on"))
                        .because(nearest(1, "\"topic/+/on\" differs at segment 1: \"lamp\" (expected: \"+\")"))
                        .answered(NOT_AUTHORIZED),
                refused(
                                "a deny that wins over the allow",
                                Reason.PUBLISH_NOT_AUTHORIZED,
                                scene -> scene.publish(
                                        scene.device(document(allow("iot:*", "*"), deny("iot:Publish", "topic/no/*"))),
                                        "no/way"))
                        .because(deniedBy(1))
                        .answered(NOT_AUTHORIZED),
                refused("RETAIN without iot:RetainPublish", Reason.RETAIN_NOT_AUTHORIZED, scene -> {
                            TestDevice device =
                                    scene.device(document(allow("iot:Connect", "*"), allow("iot:Publish", "*")));
                            try (RawClient client = scene.connected(device)) {
                                client.send(Frames.publish(ProtocolVersion.MQTT_5, "hello", "on", 1, true));
                                return Trace.of(device, client.expect(Answer.PUBACK));
                            }
                        })
                        .because(nearest(1, "allows iot:Publish on it, and not iot:RetainPublish"))
                        .answered(NOT_AUTHORIZED));
    }

    private static Stream<Misconfiguration> topics() {
        return Stream.of(
                refused(
                                "a topic that begins with $",
                                Reason.TOPIC_RESERVED,
                                scene -> scene.publish(scene.device(), "$SYS/broker/uptime"))
                        .answered(NOT_AUTHORIZED),
                refused(
                                "a topic of the broker's own events",
                                Reason.TOPIC_RESERVED,
                                scene -> scene.publish(scene.device(), "$aws/events/presence/connected/lamp"))
                        .answered(NOT_AUTHORIZED),
                refused(
                                "a topic with a wildcard in it",
                                Reason.TOPIC_INVALID,
                                scene -> scene.disconnected(scene.device(), Frames.publish5("lamps/+/on", "on", 1)))
                        .answered(TOPIC_NAME_INVALID),
                refused(
                                "a topic of nine levels",
                                Reason.TOPIC_INVALID,
                                scene -> scene.disconnected(
                                        scene.device(), Frames.publish5("a/b/c/d/e/f/g/h/i", "on", 1)))
                        .at(Setting.STRICT)
                        .answered(TOPIC_NAME_INVALID),
                refused(
                                "a topic of 257 bytes of a 3.1.1 client",
                                Reason.TOPIC_INVALID,
                                scene -> scene.closed(
                                        scene.device(),
                                        Frames.publish(ProtocolVersion.MQTT_3_1_1, "x".repeat(257), "on", 1, false)))
                        .at(Setting.STRICT),
                refused(
                                "a topic alias above the maximum",
                                Reason.TOPIC_ALIAS_INVALID,
                                scene -> scene.disconnected(
                                        scene.device(),
                                        packet().text("x")
                                                .number(1)
                                                .octet(3)
                                                .octet(0x23)
                                                .number(9999)
                                                .packet(QOS_1)))
                        .answered(0x94));
    }

    private static Stream<Misconfiguration> bounds() {
        return Stream.of(
                refused(
                                "QoS 2 where there is none",
                                Reason.QOS_UNSUPPORTED,
                                scene -> scene.disconnected(scene.device(), Frames.publish5("hello", "on", 2)))
                        .at(Setting.STRICT)
                        .answered(0x9B),
                refused("one retained message more than the broker keeps", Reason.RETAINED_LIMIT, scene -> {
                            TestDevice device = scene.device();
                            try (RawClient client = scene.connected(device)) {
                                Answer answer = null;
                                for (String topic : new String[] {"kept/1", "kept/2", "kept/3"}) {
                                    client.send(Frames.publish(ProtocolVersion.MQTT_5, topic, "on", 1, true));
                                    answer = client.expect(Answer.PUBACK);
                                }
                                return Trace.of(device, Objects.requireNonNull(answer));
                            }
                        })
                        .at(Setting.TIGHT)
                        .answered(QUOTA_EXCEEDED),
                refused(
                                "one message more than a receiver's queue takes, where publishers are told",
                                QUEUE_FULL,
                                scene -> {
                                    TestDevice device = scene.device();
                                    String topic = "queue/" + scene.name();
                                    scene.leave(scene.broker().device(scene.name() + "-away"), topic);
                                    try (RawClient client = scene.connected(device)) {
                                        Answer answer = client.publish(topic, "on", 1);
                                        for (int i = 0; i < MOST_SENT && answer.code() == 0; i++) {
                                            answer = client.publish(topic, "on", 1);
                                        }
                                        return Trace.of(device, answer);
                                    }
                                })
                        .at(Setting.REFUSING)
                        .answered(QUOTA_EXCEEDED),
                refused("the same of a 3.1.1 client, which is cut off", QUEUE_FULL, scene -> {
                            TestDevice device = scene.device();
                            String topic = "queue/" + scene.name();
                            scene.leave(scene.broker().device(scene.name() + "-away"), topic);
                            try (RawClient client = scene.dial(device)) {
                                client.admitted(Connect.mqtt3(device.name()));
                                byte[] publish = Frames.publish(ProtocolVersion.MQTT_3_1_1, topic, "on", 1, false);
                                for (int i = 0;
                                        i < MOST_SENT && client.send(publish).next() != null;
                                        i++) {
                                    // it goes into the queue
                                }
                            }
                            return Trace.silent(device).andCutOff();
                        })
                        .at(Setting.REFUSING),
                refused("more open messages than the receive maximum", Reason.RECEIVE_MAXIMUM_EXCEEDED, scene -> {
                            TestDevice device = scene.device();
                            try (RawClient client = scene.connected(device)) {
                                for (int id = 1; id <= 3; id++) {
                                    client.send(packet().text("x")
                                            .number(id)
                                            .octet(0)
                                            .packet(QOS_2));
                                }
                                client.expect(Answer.PUBREC);
                                client.expect(Answer.PUBREC);
                                return Trace.of(device, client.expect(Answer.DISCONNECT))
                                        .andCutOff();
                            }
                        })
                        .at(Setting.TIGHT)
                        .answered(0x93));
    }
}
