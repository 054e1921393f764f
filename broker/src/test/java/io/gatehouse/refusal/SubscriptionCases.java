package io.gatehouse.refusal;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.refusal.Misconfiguration.NO_STATEMENT;
import static io.gatehouse.refusal.Misconfiguration.deniedBy;
import static io.gatehouse.refusal.Misconfiguration.nearest;
import static io.gatehouse.refusal.Misconfiguration.noThing;
import static io.gatehouse.refusal.Misconfiguration.refused;
import static io.gatehouse.refusal.Scene.packet;

import io.gatehouse.TestDevice;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient;
import io.gatehouse.security.RawClient.Answer;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;

/** A filter is not taken. */
final class SubscriptionCases {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int FAILURE_3 = 0x80;
    private static final int FILTER_INVALID = 0x8F;

    private SubscriptionCases() {}

    static Stream<Misconfiguration> all() {
        return Stream.of(rights(), filters(), limits()).flatMap(cases -> cases);
    }

    private static Stream<Misconfiguration> rights() {
        return Stream.of(
                notSubscribed(
                        "iot:Subscribe on topic/ instead of topicfilter/",
                        nearest(
                                1,
                                "\"topic/lamp/*\" is of the wrong type for this action (expected: topicfilter/NAME)"),
                        scene -> scene.subscribe(
                                scene.device(
                                        document(allow("iot:Connect", "*"), allow("iot:Subscribe", "topic/lamp/*"))),
                                "lamp/on")),
                notSubscribed(
                        "a filter that is wider than the policy",
                        nearest(1, "\"topicfilter/lamp/on\" differs at segment 2: \"#\" (expected: \"on\")"),
                        scene -> scene.subscribe(
                                scene.device(document(
                                        allow("iot:Connect", "*"), allow("iot:Subscribe", "topicfilter/lamp/on"))),
                                "lamp/#")),
                notSubscribed(
                        "a thing's name in the policy, and another client id",
                        noThing(1, "topicfilter/${iot:Connection.Thing.ThingName}/*"),
                        scene -> {
                            TestDevice device = scene.device(document(
                                    allow("iot:Connect", "*"),
                                    allow("iot:Subscribe", "topicfilter/${iot:Connection.Thing.ThingName}/*")));
                            try (RawClient client = scene.dial(device)) {
                                client.admitted(Connect.mqtt5("phone-" + scene.name()));
                                Answer answer = client.subscribe(scene.name() + "/on");
                                return Trace.of(device, "phone-" + scene.name(), answer);
                            }
                        }),
                notSubscribed(
                        "a shared filter whose inner filter is denied",
                        deniedBy(1),
                        scene -> scene.subscribe(
                                scene.device(
                                        document(allow("iot:*", "*"), deny("iot:Subscribe", "topicfilter/secret/*"))),
                                "$share/group/secret/on")),
                notSubscribed("Paho, which hears of it in the SUBACK", NO_STATEMENT, SubscriptionCases::paho),
                refused(
                                "a 3.1.1 client, which is told no more than failure",
                                Reason.SUBSCRIBE_NOT_AUTHORIZED,
                                scene -> {
                                    TestDevice device = scene.device(document(allow("iot:Connect", "*")));
                                    try (RawClient client = scene.dial(device)) {
                                        client.admitted(Connect.of(ProtocolVersion.MQTT_3_1_1, device.name()));
                                        return Trace.of(device, client.subscribe("lamp/on"));
                                    }
                                })
                        .because(NO_STATEMENT)
                        .answered(FAILURE_3));
    }

    private static Trace paho(Scene scene) throws Exception {
        TestDevice device = scene.device(document(allow("iot:Connect", "*")));
        MqttClient client =
                new MqttClient("ssl://localhost:" + scene.broker().port(), device.name(), new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSocketFactory(device.sslContext().getSocketFactory());
        client.connect(options);
        IMqttToken answer = client.subscribe("lamp/on", 1);
        int code = answer.getReasonCodes()[0];
        String words = answer.getResponseProperties().getReasonString();
        client.disconnect();
        client.close();
        return Trace.told(device, code, words);
    }

    private static Stream<Misconfiguration> filters() {
        return Stream.of(
                invalid("a # that is not the last level", "lamp/#/on"),
                invalid("a + that is not alone in its level", "lamp/on+"),
                invalid("a $share without a group", "$share//lamp"),
                invalid("a filter on $SYS, which is not here", "$SYS/#"),
                invalid("a filter of nine levels", "a/b/c/d/e/f/g/h/i").at(Setting.STRICT));
    }

    private static Misconfiguration invalid(String name, String filter) {
        return refused(name, Reason.FILTER_INVALID, scene -> scene.subscribe(scene.device(), filter))
                .answered(FILTER_INVALID);
    }

    private static Stream<Misconfiguration> limits() {
        return Stream.of(
                refused("one subscription more than a session may have", Reason.SUBSCRIPTION_LIMIT, scene -> {
                            TestDevice device = scene.device();
                            try (RawClient client = scene.connected(device)) {
                                return Trace.of(device, client.subscribe("1", "2", "3"));
                            }
                        })
                        .at(Setting.TIGHT)
                        .answered(0x97),
                refused("more filters in one SUBSCRIBE than a packet may have", Reason.FILTER_LIMIT, scene -> {
                            Frames.Body subscribe = packet().number(1).octet(0);
                            for (int i = 0; i < 9; i++) {
                                subscribe.text("filter/" + i).octet(0);
                            }
                            return scene.disconnected(scene.device(), subscribe.packet(0x82));
                        })
                        .at(Setting.STRICT)
                        .answered(0x97),
                refused(
                                "a subscription identifier where there are none",
                                Reason.SUBSCRIPTION_ID_UNSUPPORTED,
                                scene -> scene.disconnected(
                                        scene.device(),
                                        packet().number(1)
                                                .octet(2)
                                                .octet(0x0B)
                                                .octet(7)
                                                .text("x")
                                                .octet(0)
                                                .packet(0x82)))
                        .at(Setting.STRICT)
                        .answered(0xA1));
    }

    private static Misconfiguration notSubscribed(String name, String decision, Misconfiguration.Script script) {
        return refused(name, Reason.SUBSCRIBE_NOT_AUTHORIZED, script)
                .because(decision)
                .answered(NOT_AUTHORIZED);
    }
}
