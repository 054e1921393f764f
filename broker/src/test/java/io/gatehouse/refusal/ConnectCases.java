package io.gatehouse.refusal;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.refusal.Misconfiguration.deniedBy;
import static io.gatehouse.refusal.Misconfiguration.nearest;
import static io.gatehouse.refusal.Misconfiguration.refused;
import static io.gatehouse.refusal.Scene.packet;

import io.gatehouse.TestDevice;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.util.stream.Stream;

/** The certificate is let in; this CONNECT is not, or does not come. */
final class ConnectCases {
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int WILL_AND_CLEAN = 0b110;

    private ConnectCases() {}

    static Stream<Misconfiguration> all() {
        return Stream.of(limits(), clientIds(), wills(), packets()).flatMap(cases -> cases);
    }

    private static Stream<Misconfiguration> limits() {
        return Stream.of(
                refused(
                                "a device that completes TLS and says nothing",
                                Reason.CONNECT_TIMEOUT,
                                scene -> scene.first(scene.device()))
                        .at(Setting.HASTY),
                refused("one connection more than the listener takes", Reason.CONNECTION_LIMIT, scene -> {
                            try (RawClient first = scene.connected(scene.device())) {
                                var refused = scene.bytes();
                                first.publish("still", "here", 1);
                                return refused;
                            }
                        })
                        .at(Setting.CROWDED),
                refused("more connections a second than the listener takes", Reason.CONNECT_RATE_EXCEEDED, scene -> {
                            TestDevice device = scene.device();
                            while (true) { // on a slow machine the third one may be in time
                                try (RawClient client = scene.dial(device)) {
                                    client.admitted(Connect.mqtt5(device.name()));
                                } catch (IOException refused) {
                                    return Trace.ofAddress(scene.address());
                                }
                            }
                        })
                        .at(Setting.THROTTLED),
                refused("one session more than the broker keeps", Reason.SESSION_LIMIT, scene -> {
                            TestDevice device = scene.device();
                            try (RawClient one = scene.connected(device);
                                    RawClient two = scene.dial(device)) {
                                two.admitted(Connect.mqtt5(scene.name() + "-b"));
                                var refused = scene.connect(device, Connect.mqtt5(scene.name() + "-c"));
                                one.publish("still", "here", 1);
                                return refused;
                            }
                        })
                        .at(Setting.TIGHT)
                        .answered(0x97));
    }

    private static Stream<Misconfiguration> clientIds() {
        return Stream.of(
                refused("no client id, and a session that is to stay (3.1.1)", Reason.CLIENT_ID_INVALID, scene -> {
                            TestDevice device = scene.device();
                            var refused =
                                    scene.connect(device, Connect.mqtt3("").clean(false));
                            return refused.nameless();
                        })
                        .answered(2),
                refused("a client id of 129 bytes", Reason.CLIENT_ID_INVALID, scene -> {
                            TestDevice device = scene.device();
                            var refused = scene.connect(device, Connect.mqtt5("x".repeat(129)));
                            return refused.nameless();
                        })
                        .answered(0x85),
                refused(
                                "a client id with a # in it",
                                Reason.CLIENT_ID_INVALID,
                                scene -> scene.connect(scene.device(), Connect.mqtt5(scene.name() + "#")))
                        .answered(0x85),
                refused("the client id of another device", Reason.CLIENT_ID_OWNED, scene -> {
                            TestDevice owner = scene.device();
                            TestDevice other = scene.broker().device(scene.name() + "-other");
                            try (RawClient first = scene.connected(owner)) {
                                var refused = scene.connect(other, Connect.mqtt5(owner.name()));
                                first.publish("still", "here", 1);
                                return refused;
                            }
                        })
                        .answered(NOT_AUTHORIZED));
    }

    private static byte[] withManyUserProperties(String clientId) {
        return packet().text("MQTT")
                .octet(5)
                .octet(2)
                .number(0)
                .octet(0x8E) // 8,206 bytes of properties in two digits
                .octet(0x40)
                .octet(0x26)
                .text("k")
                .text("v".repeat(8200))
                .text(clientId)
                .packet(0x10);
    }

    private static Stream<Misconfiguration> wills() {
        return Stream.of(
                refused(
                                "a will on a topic that is not allowed",
                                Reason.WILL_NOT_AUTHORIZED,
                                scene -> scene.connect(
                                        scene.device(
                                                document(allow("iot:*", "*"), deny("iot:Publish", "topic/status/*"))),
                                        Connect.mqtt5(scene.name()).will("status/gone")))
                        .because(deniedBy(1))
                        .answered(NOT_AUTHORIZED),
                refused(
                                "a retained will without iot:RetainPublish",
                                Reason.WILL_NOT_AUTHORIZED,
                                scene -> scene.connect(
                                        scene.device(document(allow("iot:Connect", "*"), allow("iot:Publish", "*"))),
                                        Connect.mqtt5(scene.name()).retainedWill("status/gone")))
                        .because(nearest(1, "allows iot:Publish on it, and not iot:RetainPublish"))
                        .answered(NOT_AUTHORIZED),
                refused(
                                "a will on a topic that begins with $",
                                Reason.WILL_INVALID,
                                scene -> scene.connect(
                                        scene.device(),
                                        Connect.mqtt5(scene.name()).will("$SYS/gone")))
                        .answered(0x90),
                refused("a will on a topic with a wildcard", Reason.WILL_INVALID, scene -> {
                            TestDevice device = scene.device();
                            var refused = scene.connect(
                                    device, Connect.mqtt5(scene.name()).will("gone/+"));
                            return refused.nameless();
                        })
                        .answered(0x90),
                refused(
                                "a will of QoS 2 where there is none",
                                Reason.WILL_INVALID,
                                scene -> scene.connect(
                                        scene.device(),
                                        scene.name(),
                                        packet().text("MQTT")
                                                .octet(5)
                                                .octet(WILL_AND_CLEAN | 2 << 3)
                                                .number(0)
                                                .octet(0)
                                                .text(scene.name())
                                                .octet(0)
                                                .text("gone")
                                                .text("")
                                                .packet(0x10)))
                        .at(Setting.STRICT)
                        .answered(0x9B));
    }

    private static Stream<Misconfiguration> packets() {
        return Stream.of(
                refused(
                                "a client of a version of MQTT that is not there yet",
                                Reason.PROTOCOL_VERSION_UNSUPPORTED,
                                scene -> {
                                    TestDevice device = scene.device();
                                    byte[] connect = packet().text("MQTT")
                                            .octet(6)
                                            .octet(2)
                                            .number(0)
                                            .octet(0)
                                            .text("x")
                                            .packet(0x10);
                                    var refused = scene.connect(device, "x", connect);
                                    return refused.nameless();
                                })
                        .answered(0x84),
                refused(
                                "a client that asks for enhanced authentication",
                                Reason.AUTHENTICATION_METHOD_UNSUPPORTED,
                                scene -> {
                                    byte[] connect = packet().text("MQTT")
                                            .octet(5)
                                            .octet(2)
                                            .number(0)
                                            .octet(8)
                                            .octet(0x15)
                                            .text("SCRAM")
                                            .text(scene.name())
                                            .packet(0x10);
                                    return scene.connect(scene.device(), scene.name(), connect);
                                })
                        .answered(0x8C),
                refused("a CONNECT that is cut short", Reason.MALFORMED_PACKET, scene -> {
                            TestDevice device = scene.device();
                            byte[] connect = packet().text("MQTT")
                                    .octet(5)
                                    .octet(2)
                                    .number(0)
                                    .octet(0)
                                    .number(9)
                                    .packet(0x10);
                            var refused = scene.connect(device, "", connect);
                            return refused.nameless();
                        })
                        .answered(0x81),
                refused(
                                "a CONNECT with more user properties than a packet may have",
                                Reason.USER_PROPERTY_LIMIT,
                                scene -> {
                                    TestDevice device = scene.device();
                                    var refused = scene.connect(device, "", withManyUserProperties(scene.name()));
                                    return refused.nameless();
                                })
                        .at(Setting.STRICT)
                        .answered(0x97),
                refused(
                        "a client that begins with PINGREQ",
                        Reason.PROTOCOL_ERROR,
                        scene -> scene.first(scene.device(), (byte) 0xC0, (byte) 0)),
                refused(
                        "a CONNECT of 256 MiB",
                        Reason.PACKET_TOO_LARGE,
                        scene -> scene.first(
                                scene.device(), (byte) 0x10, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0x7F)),
                refused(
                        "openssl s_client with a certificate, which leaves after TLS",
                        Reason.CONNECTION_LOST,
                        scene -> {
                            TestDevice device = scene.device();
                            var files = Programs.filesOf(device);
                            var _ = Programs.openssl(
                                    scene,
                                    "-cert",
                                    files.resolve("chain.pem").toString(),
                                    "-key",
                                    files.resolve("key.pem").toString());
                            return Trace.ofCertificate(device);
                        }),
                refused("a defect of the broker while it judges a CONNECT", Reason.SERVER_DEFECT, scene -> {
                            TestDevice device = scene.device();
                            try (var _ = ExpectedErrors.expect("provoked");
                                    RawClient client = scene.dial(device)) {
                                Setting.FAILING.failAfter(0);
                                Answer answer = client.connect(Connect.mqtt5(scene.name()));
                                client.awaitClosed();
                                return Trace.of(device, answer);
                            }
                        })
                        .at(Setting.DEFECTIVE)
                        .answered(0x80));
    }
}
