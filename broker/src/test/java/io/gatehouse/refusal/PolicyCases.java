package io.gatehouse.refusal;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.RunningBroker.done;
import static io.gatehouse.refusal.Misconfiguration.NO_STATEMENT;
import static io.gatehouse.refusal.Misconfiguration.deniedBy;
import static io.gatehouse.refusal.Misconfiguration.nearest;
import static io.gatehouse.refusal.Misconfiguration.noThing;
import static io.gatehouse.refusal.Misconfiguration.refused;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import io.gatehouse.Policies;
import io.gatehouse.TestDevice;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Frames.Connect;
import java.util.stream.Stream;

/** The certificate is let in; its policies do not say what their author thought. */
final class PolicyCases {
    private static final int NOT_AUTHORIZED = 0x87;

    private PolicyCases() {}

    static Stream<Misconfiguration> all() {
        return Stream.concat(attachments(), documents());
    }

    private static Stream<Misconfiguration> attachments() {
        return Stream.of(
                notConnected("a certificate without a policy", NO_STATEMENT, scene -> {
                    TestDevice device = scene.stranger();
                    var registered = scene.registered(device, CertificateStatus.ACTIVE);
                    done(scene.broker().registry().detachPolicy(scene.name(), device.certificateId()));
                    return scene.connect(registered);
                }),
                notConnected("a policy that is attached to the certificate before this one", NO_STATEMENT, scene -> {
                    TestDevice old = scene.device();
                    TestDevice device = scene.stranger();
                    done(scene.broker()
                            .registry()
                            .registerCertificate(device.issued().leaf(), CertificateStatus.ACTIVE));
                    done(scene.broker().registry().attachThing(old.name(), device.certificateId()));
                    return scene.connect(device);
                }),
                notConnected(
                        "a thing's name in the policy, and a certificate without a thing",
                        noThing(0, "client/${iot:Connection.Thing.ThingName}"),
                        scene -> scene.connect(scene.registered(
                                scene.stranger(),
                                CertificateStatus.ACTIVE,
                                document(allow("iot:Connect", "client/${iot:Connection.Thing.ThingName}"))))),
                notConnected(
                        "a thing's name in the policy, and another client id",
                        noThing(0, "client/${iot:Connection.Thing.ThingName}"),
                        scene -> scene.connect(
                                scene.device(
                                        document(allow("iot:Connect", "client/${iot:Connection.Thing.ThingName}"))),
                                Connect.mqtt5("sensor-of-" + scene.name()))));
    }

    private static Stream<Misconfiguration> documents() {
        return Stream.of(
                notConnected(
                        "a client id that the policy does not name",
                        nearest(0, "\"client/lamp\" differs at segment 1: \"{name}\" (expected: \"lamp\")"),
                        scene -> {
                            TestDevice device = scene.device(document(allow("iot:Connect", "client/lamp")));
                            try {
                                device.mqtt5(scene.broker()).connect();
                                return Trace.told(device, 0, null);
                            } catch (Mqtt5ConnAckException refused) {
                                var connack = refused.getMqttMessage();
                                return Trace.told(
                                        device,
                                        connack.getReasonCode().getCode(),
                                        String.valueOf(connack.getReasonString().orElse(null)));
                            }
                        }),
                notConnected(
                        "a policy that allows to publish and subscribe only",
                        NO_STATEMENT,
                        scene -> scene.connect(scene.device(document(
                                allow("iot:Publish", "*"), allow("iot:Subscribe", "*"), allow("iot:Receive", "*"))))),
                notConnected(
                        "an iot:Connect on a topic",
                        nearest(0, "\"topic/{name}\" is of the wrong type for this action (expected: client/NAME)"),
                        scene -> scene.connect(scene.device(document(allow("iot:Connect", "topic/" + scene.name()))))),
                notConnected(
                        "a policy of another region",
                        nearest(
                                0,
                                "\"arn:aws:iot:eu-central-1:000000000000:*\" is not of this broker: "
                                        + "region \"eu-central-1\" (expected: \"local\")"),
                        scene -> scene.connect(scene.device(Policies.everything()
                                .replace("\"*\"", "\"arn:aws:iot:eu-central-1:000000000000:*\"")))),
                notConnected(
                        "a policy of another account",
                        nearest(
                                0,
                                "\"arn:aws:iot:local:123456789012:*\" is not of this broker: "
                                        + "account \"123456789012\" (expected: \"000000000000\")"),
                        scene -> scene.connect(scene.device(
                                Policies.everything().replace("\"*\"", "\"arn:aws:iot:local:123456789012:*\"")))),
                notConnected(
                        "a deny that wins over the allow",
                        deniedBy(1),
                        scene -> scene.connect(scene.device(
                                document(allow("iot:*", "*"), deny("iot:Connect", "client/" + scene.name()))))),
                notConnected(
                        "an action with a slip of the pen",
                        nearest(0, "allows iot:Conect on it, and not iot:Connect"),
                        scene -> scene.connect(scene.device(document(allow("iot:Conect", "*"))))));
    }

    private static Misconfiguration notConnected(String name, String decision, Misconfiguration.Script script) {
        return refused(name, Reason.CONNECT_NOT_AUTHORIZED, script)
                .because(decision)
                .answered(NOT_AUTHORIZED);
    }
}
