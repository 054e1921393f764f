package io.gatehouse.refusal;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.RunningBroker.done;
import static io.gatehouse.refusal.Misconfiguration.notDelivered;

import io.gatehouse.TestDevice;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames;
import io.gatehouse.security.RawClient;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.util.stream.Stream;

/** The subscription is granted; the message does not come, and nobody tells the receiver. */
final class DeliveryCases {
    private static final byte[] PING = {(byte) 0xC0, 0};
    private static final String ALL_BUT_RECEIVE =
            document(allow("iot:Connect", "*"), allow("iot:Subscribe", "*"), allow("iot:Publish", "*"));

    private DeliveryCases() {}

    static Stream<Misconfiguration> all() {
        return Stream.of(
                notReceived(
                        "iot:Subscribe without iot:Receive",
                        scene -> live(scene, scene.device(ALL_BUT_RECEIVE), "news/#", "news/" + scene.name())),
                notReceived(
                        "iot:Receive on topicfilter/ instead of topic/",
                        scene -> live(
                                scene,
                                scene.device(document(
                                        allow("iot:Connect", "*"),
                                        allow("iot:Subscribe", "*"),
                                        allow("iot:Receive", "topicfilter/news/*"))),
                                "news/#",
                                "news/" + scene.name())),
                notReceived(
                        "a deny of one topic under a filter that is granted",
                        scene -> live(
                                scene,
                                scene.device(document(allow("iot:*", "*"), deny("iot:Receive", "topic/news/secret/*"))),
                                "news/#",
                                "news/secret/" + scene.name())),
                notReceived("a retained message that a new subscriber may not have", DeliveryCases::retained),
                notReceived("a right to receive that is taken away from a subscriber", scene -> {
                    TestDevice device = scene.device(document(allow("iot:*", "*")));
                    try (RawClient client = scene.connected(device)) {
                        client.subscribe("news/#");
                        done(scene.broker().registry().putPolicy(scene.name(), ALL_BUT_RECEIVE));
                        return unheard(scene, device, client, "news/" + scene.name());
                    }
                }));
    }

    private static Misconfiguration notReceived(String name, Misconfiguration.Script script) {
        return notDelivered(name, Reason.RECEIVE_NOT_AUTHORIZED, script);
    }

    private static Trace live(Scene scene, TestDevice device, String filter, String topic) throws IOException {
        try (RawClient client = scene.connected(device)) {
            client.subscribe(filter);
            return unheard(scene, device, client, topic);
        }
    }

    private static Trace retained(Scene scene) throws IOException {
        String topic = "kept/" + scene.name();
        TestDevice author = scene.broker().device(scene.name() + "-author");
        try (RawClient publisher = scene.connected(author)) {
            publisher.send(Frames.publish(ProtocolVersion.MQTT_5, topic, "on", 1, true));
            publisher.expect(Answer.PUBACK);
        }
        TestDevice device = scene.device(ALL_BUT_RECEIVE);
        try (RawClient client = scene.connected(device)) {
            client.subscribe(topic);
            client.send(PING).expect(Answer.PINGRESP);
        }
        return Trace.of(device, Trace.SILENCE);
    }

    /** Somebody else publishes; the receiver is alive and hears nothing. */
    private static Trace unheard(Scene scene, TestDevice device, RawClient client, String topic) throws IOException {
        TestDevice author = scene.broker().device(scene.name() + "-author");
        try (RawClient publisher = scene.connected(author)) {
            publisher.publish(topic, "on", 1);
        }
        client.send(PING).expect(Answer.PINGRESP);
        return Trace.of(device, Trace.SILENCE);
    }
}
