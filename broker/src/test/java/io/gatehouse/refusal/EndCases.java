package io.gatehouse.refusal;

import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.RunningBroker.done;
import static io.gatehouse.refusal.Misconfiguration.deniedBy;
import static io.gatehouse.refusal.Misconfiguration.ended;
import static io.gatehouse.refusal.Scene.packet;

import io.gatehouse.Policies;
import io.gatehouse.TestDevice;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient;
import io.gatehouse.security.RawClient.Answer;
import io.gatehouse.session.CloseReason;
import java.util.Objects;
import java.util.stream.Stream;

/** An admitted connection is ended by the broker: no refusal, but the same question of the device's owner. */
final class EndCases {
    private EndCases() {}

    static Stream<Misconfiguration> all() {
        return Stream.concat(packets(), others());
    }

    private static Stream<Misconfiguration> packets() {
        return Stream.of(
                ended(
                                "a payload above the limit",
                                Reason.PACKET_TOO_LARGE,
                                scene -> scene.disconnected(
                                        scene.device(),
                                        packet().text("x")
                                                .octet(0)
                                                .raw(new byte[129 * 1024])
                                                .packet(0x30)))
                        .at(Setting.STRICT)
                        .answered(0x95),
                ended(
                                "a packet of 256 MiB",
                                Reason.PACKET_TOO_LARGE,
                                scene -> scene.disconnected(
                                        scene.device(), new byte[] {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F}))
                        .answered(0x95),
                ended(
                                "a PUBLISH of QoS 3",
                                Reason.MALFORMED_PACKET,
                                scene -> scene.disconnected(
                                        scene.device(),
                                        packet().text("x").number(1).octet(0).packet(0x36)))
                        .answered(0x81),
                ended(
                                "a second CONNECT",
                                Reason.PROTOCOL_ERROR,
                                scene -> scene.disconnected(
                                        scene.device(), Connect.mqtt5("again").bytes()))
                        .answered(0x82),
                ended(
                                "an AUTH that nobody asked for",
                                Reason.PROTOCOL_ERROR,
                                scene -> scene.disconnected(scene.device(), new byte[] {(byte) 0xF0, 0}))
                        .answered(0x82));
    }

    private static Stream<Misconfiguration> others() {
        return Stream.of(
                ended("two clients with one client id", Reason.TAKEN_OVER, scene -> {
                            TestDevice device = scene.device();
                            try (RawClient first = scene.connected(device);
                                    RawClient second = scene.connected(device)) {
                                Answer answer = first.expect(Answer.DISCONNECT);
                                second.publish("still", "here", 1);
                                return Trace.of(device, answer)
                                        .from(scene.peer(first))
                                        .saying("newcomer: " + scene.peer(second));
                            }
                        })
                        .answered(0x8E),
                ended("a device that does not ping in time", Reason.KEEP_ALIVE_TIMEOUT, scene -> {
                            TestDevice device = scene.device();
                            try (RawClient client = scene.dial(device)) {
                                client.admitted(Connect.mqtt5(device.name()).keepAlive(1));
                                return Trace.of(device, client.expect(Answer.DISCONNECT));
                            }
                        })
                        .quietly()
                        .answered(0x8D),
                ended("a device that begins a packet and does not finish it", Reason.PACKET_TIMEOUT, scene -> {
                            TestDevice device = scene.device();
                            try (RawClient client = scene.connected(device)) {
                                client.send((byte) 0x30, (byte) 0x10, (byte) 0);
                                return Trace.of(device, client.expect(Answer.DISCONNECT))
                                        .saying("not complete within");
                            }
                        })
                        .at(Setting.HASTY)
                        .answered(0x83),
                ended("a connection that an operator ends", Reason.ADMINISTRATIVE_ACTION, scene -> {
                            TestDevice device = scene.device();
                            try (RawClient client = scene.connected(device)) {
                                scene.broker()
                                        .sessions()
                                        .ask(device.name(), session -> {
                                            Objects.requireNonNull(session).close(new CloseReason.Administrative());
                                            return true;
                                        })
                                        .join();
                                return Trace.of(device, client.expect(Answer.DISCONNECT));
                            }
                        })
                        .answered(0x98),
                ended("a policy that does not allow the connection any more", Reason.CONNECT_NOT_AUTHORIZED, scene -> {
                            TestDevice device = scene.device(Policies.everything());
                            try (RawClient client = scene.connected(device)) {
                                done(scene.broker()
                                        .registry()
                                        .putPolicy(scene.name(), document(deny("iot:Connect", "*"))));
                                return Trace.of(device, client.expect(Answer.DISCONNECT));
                            }
                        })
                        .because(deniedBy(0))
                        .answered(0x87));
    }
}
