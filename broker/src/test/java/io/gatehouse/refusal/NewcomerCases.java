package io.gatehouse.refusal;

import static io.gatehouse.refusal.Misconfiguration.refused;

import io.gatehouse.TestDevice;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;

/** What is wrong before TLS has begun: floods, and proxies. */
final class NewcomerCases {
    private static final byte[] HELLO = HexFormat.of().parseHex("1603014000" + "01003E80" + "0303");

    private NewcomerCases() {}

    static Stream<Misconfiguration> all() {
        return Stream.concat(floods(), proxies());
    }

    private static Stream<Misconfiguration> floods() {
        return Stream.of(
                refused(
                                "a connection that says nothing while nearly every place is taken",
                                Reason.NEWCOMER_TIMEOUT,
                                scene -> scene.bytes().saying("newcomers.crowded-timeout"))
                        .at(Setting.NARROW_DOOR),
                refused(
                                "a handshake that is long, while there is no room for long ones",
                                Reason.NEWCOMER_BYTES_LIMIT,
                                scene -> scene.bytes(Arrays.copyOf(HELLO, 9000)).saying("newcomers.max-bytes"))
                        .at(Setting.NARROW_DOOR),
                refused("two devices at one address, one of which does not go on", Reason.ADDRESS_LIMIT, scene -> {
                            TestDevice device = scene.device();
                            try (RawClient first = scene.dial(device)) {
                                Trace refused = scene.bytes().saying("newcomers.max-per-address");
                                first.admitted(Connect.mqtt5(device.name()));
                                return refused;
                            }
                        })
                        .at(Setting.ONE_EACH),
                refused("a device that connects in a tight loop", Reason.ADDRESS_RATE_EXCEEDED, scene -> {
                            connectUntilRefused(scene);
                            return Trace.ofAddress(scene.address()).saying("newcomers.max-connect-rate-per-address");
                        })
                        .at(Setting.ONE_EACH),
                refused("more handshakes a second than the broker begins", Reason.HANDSHAKE_RATE_EXCEEDED, scene -> {
                            connectUntilRefused(scene);
                            return Trace.ofAddress(scene.address()).saying("newcomers.max-handshake-rate");
                        })
                        .at(Setting.ONE_HANDSHAKE));
    }

    private static void connectUntilRefused(Scene scene) {
        TestDevice device = scene.device();
        while (true) { // on a slow machine the next one may be in time
            try (RawClient client = scene.dial(device)) {
                client.admitted(Connect.mqtt5(device.name()));
            } catch (IOException refused) {
                return;
            }
        }
    }

    private static Stream<Misconfiguration> proxies() {
        return Stream.of(
                refused(
                                "a load balancer that does not send the header",
                                Reason.PROXY_HEADER_MISSING,
                                scene -> scene.bytes(HELLO).saying("first byte: 0x16"))
                        .at(Setting.PROXIED),
                refused(
                        "a load balancer that sends the header and is not listed",
                        Reason.PROXY_HEADER_UNEXPECTED,
                        scene -> scene.bytes(header("PROXY TCP4 192.0.2.7 192.0.2.9 4711 8883\r\n"))
                                .saying("this address is not in proxy-protocol-from")),
                refused(
                                "two load balancers in a row that both send a header",
                                Reason.PROXY_HEADER_UNEXPECTED,
                                scene -> {
                                    String client = "198.51.100." + scene.number();
                                    String header = "PROXY TCP4 " + client + " 192.0.2.9 4711 8883\r\n";
                                    scene.bytes(header(header + header));
                                    return Trace.ofAddress(client).saying("TLS after the first header");
                                })
                        .at(Setting.PROXIED),
                refused(
                                "a header for something that is not TCP",
                                Reason.PROXY_HEADER_INVALID,
                                scene -> scene.bytes(HexFormat.of()
                                                .parseHex("0D0A0D0A000D0A515549540A" + "21" + "12" + "000C"
                                                        + "C0000207C0000209" + "126722B3"))
                                        .saying("UDP4"))
                        .at(Setting.PROXIED));
    }

    private static byte[] header(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
