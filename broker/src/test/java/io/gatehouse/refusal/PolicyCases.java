package io.gatehouse.refusal;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.RunningBroker.done;
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
                notConnected("a certificate without a policy", scene -> {
                    TestDevice device = scene.stranger();
                    var registered = scene.registered(device, CertificateStatus.ACTIVE);
                    done(scene.broker().registry().detachPolicy(scene.name(), device.certificateId()));
                    return scene.connect(registered);
                }),
                notConnected("a policy that is attached to the certificate before this one", scene -> {
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
                        scene -> scene.connect(scene.registered(
                                scene.stranger(),
                                CertificateStatus.ACTIVE,
                                document(allow("iot:Connect", "client/${iot:Connection.Thing.ThingName}"))))),
                notConnected(
                        "a thing's name in the policy, and another client id",
                        scene -> scene.connect(
                                scene.device(
                                        document(allow("iot:Connect", "client/${iot:Connection.Thing.ThingName}"))),
                                Connect.mqtt5("sensor-of-" + scene.name()))));
    }

    private static Stream<Misconfiguration> documents() {
        return Stream.of(
                notConnected("a client id that the policy does not name", scene -> {
                    TestDevice device = scene.device(document(allow("iot:Connect", "client/lamp")));
                    try {
                        device.mqtt5(scene.broker()).connect();
                        return Trace.of(device, 0);
                    } catch (Mqtt5ConnAckException refused) {
                        return Trace.of(
                                device, refused.getMqttMessage().getReasonCode().getCode());
                    }
                }),
                notConnected(
                        "a policy that allows to publish and subscribe only",
                        scene -> scene.connect(scene.device(document(
                                allow("iot:Publish", "*"), allow("iot:Subscribe", "*"), allow("iot:Receive", "*"))))),
                notConnected(
                        "an iot:Connect on a topic",
                        scene -> scene.connect(scene.device(document(allow("iot:Connect", "topic/" + scene.name()))))),
                notConnected(
                        "a policy of another region",
                        scene -> scene.connect(scene.device(Policies.everything()
                                .replace("\"*\"", "\"arn:aws:iot:eu-central-1:000000000000:*\"")))),
                notConnected(
                        "a policy of another account",
                        scene -> scene.connect(scene.device(
                                Policies.everything().replace("\"*\"", "\"arn:aws:iot:local:123456789012:*\"")))),
                notConnected(
                        "a deny that wins over the allow",
                        scene -> scene.connect(scene.device(
                                document(allow("iot:*", "*"), deny("iot:Connect", "client/" + scene.name()))))),
                notConnected(
                        "an action with a slip of the pen",
                        scene -> scene.connect(scene.device(document(allow("iot:Conect", "*"))))));
    }

    private static Misconfiguration notConnected(String name, Misconfiguration.Script script) {
        return refused(name, Reason.CONNECT_NOT_AUTHORIZED, script).answered(NOT_AUTHORIZED);
    }
}
