package io.gatehouse.refusal;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.RunningBroker.done;
import static io.gatehouse.refusal.Misconfiguration.deniedBy;
import static io.gatehouse.refusal.Misconfiguration.nearest;
import static io.gatehouse.refusal.Misconfiguration.notDelivered;
import static org.awaitility.Awaitility.await;

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
    private static final String TOO_SLOW = "gatehouse_messages_dropped_total{reason=\"SLOW_CONSUMER\"}";
    private static final String NOT_RECEIVED = "gatehouse_messages_dropped_total{reason=\"RECEIVE_NOT_AUTHORIZED\"}";
    private static final int MOST_WAVES = 500; // 100 MB: more than any socket buffers take
    private static final String ALL_BUT_RECEIVE =
            document(allow("iot:Connect", "*"), allow("iot:Subscribe", "*"), allow("iot:Publish", "*"));

    private static final String NO_RECEIVE = nearest(1, "allows iot:Subscribe on it, and not iot:Receive");

    private DeliveryCases() {}

    static Stream<Misconfiguration> all() {
        return Stream.concat(rights(), limits());
    }

    private static Stream<Misconfiguration> limits() {
        return Stream.of(
                notDelivered("a device that is away longer than its queue is long", Reason.QUEUE_FULL, scene -> {
                            TestDevice device = scene.device();
                            String topic = "queue/" + scene.name();
                            scene.leave(device, topic);
                            try (RawClient publisher = scene.connected(author(scene))) {
                                for (int i = 0; i < 3; i++) {
                                    publisher.publish(topic, "on", 1);
                                }
                            }
                            return Trace.silent(device).andAway().saying("queued: 2 messages (expected: at most 2,");
                        })
                        .at(Setting.NARROW),
                notDelivered("a device that does not read", Reason.SLOW_CONSUMER, DeliveryCases::unread),
                notDelivered(
                        "a message that is larger than its receiver takes", Reason.RECEIVER_PACKET_LIMIT, scene -> {
                            TestDevice device = scene.device();
                            try (RawClient client = scene.dial(device)) {
                                client.send(Frames.connectTakingAtMost(100, device.name()))
                                        .expect(Answer.CONNACK);
                                client.subscribe("large");
                                try (RawClient publisher = scene.connected(author(scene))) {
                                    publisher.publish("large", "x".repeat(200), 1);
                                }
                                client.send(PING).expect(Answer.PINGRESP);
                            }
                            return Trace.silent(device).saying("payload: 200 bytes");
                        }));
    }

    private static TestDevice author(Scene scene) {
        return scene.broker().device(scene.name() + "-author");
    }

    /** Waves of QoS 0, until one finds no room any more. */
    private static Trace unread(Scene scene) throws IOException {
        TestDevice device = scene.device();
        String topic = "flood/" + scene.name();
        byte[] wave = Frames.publish5(topic, "w".repeat(200_000), 0);
        try (RawClient sleeper = scene.connected(device);
                RawClient publisher = scene.connected(author(scene))) {
            sleeper.subscribe(topic);
            double before = scene.broker().metric(TOO_SLOW);
            for (int i = 0; i < MOST_WAVES && scene.broker().metric(TOO_SLOW) == before; i++) {
                publisher.send(wave);
                publisher.send(PING).expect(Answer.PINGRESP);
                scene.broker().sessions().onEveryLoop(loop -> {}).join(); // the wave has reached its receiver
            }
        }
        return Trace.silent(device).saying("limits.max-outbound-bytes");
    }

    private static Stream<Misconfiguration> rights() {
        return Stream.of(
                notReceived(
                        "iot:Subscribe without iot:Receive",
                        NO_RECEIVE,
                        scene -> live(scene, scene.device(ALL_BUT_RECEIVE), "news/#", "news/" + scene.name())),
                notReceived(
                        "iot:Receive on topicfilter/ instead of topic/",
                        nearest(
                                2,
                                "\"topicfilter/news/*\" is of the wrong type for this action (expected: topic/NAME)"),
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
                        deniedBy(1),
                        scene -> live(
                                scene,
                                scene.device(document(allow("iot:*", "*"), deny("iot:Receive", "topic/news/secret/*"))),
                                "news/#",
                                "news/secret/" + scene.name())),
                notReceived(
                        "a retained message that a new subscriber may not have", NO_RECEIVE, DeliveryCases::retained),
                notReceived("a right to receive that is taken away from a subscriber", NO_RECEIVE, scene -> {
                    TestDevice device = scene.device(document(allow("iot:*", "*")));
                    try (RawClient client = scene.connected(device)) {
                        client.subscribe("news/#");
                        done(scene.broker().registry().putPolicy(scene.name(), ALL_BUT_RECEIVE));
                        return unheard(scene, device, client, "news/" + scene.name());
                    }
                }));
    }

    private static Misconfiguration notReceived(String name, String decision, Misconfiguration.Script script) {
        return notDelivered(name, Reason.RECEIVE_NOT_AUTHORIZED, script).because(decision);
    }

    private static Trace live(Scene scene, TestDevice device, String filter, String topic) throws IOException {
        try (RawClient client = scene.connected(device)) {
            client.subscribe(filter);
            return unheard(scene, device, client, topic);
        }
    }

    private static Trace retained(Scene scene) throws IOException {
        String topic = "kept/" + scene.name();
        try (RawClient publisher = scene.connected(author(scene))) {
            publisher.send(Frames.publish(ProtocolVersion.MQTT_5, topic, "on", 1, true));
            publisher.expect(Answer.PUBACK);
        }
        TestDevice device = scene.device(ALL_BUT_RECEIVE);
        try (RawClient client = scene.connected(device)) {
            double before = scene.broker().metric(NOT_RECEIVED);
            client.subscribe(topic);
            await("the retained message, which is read from the disk")
                    .until(() -> scene.broker().metric(NOT_RECEIVED) > before);
            client.send(PING).expect(Answer.PINGRESP);
        }
        return Trace.silent(device);
    }

    /** Somebody else publishes; the receiver is alive and hears nothing. */
    private static Trace unheard(Scene scene, TestDevice device, RawClient client, String topic) throws IOException {
        try (RawClient publisher = scene.connected(author(scene))) {
            publisher.publish(topic, "on", 1);
        }
        client.send(PING).expect(Answer.PINGRESP);
        return Trace.silent(device);
    }
}
