package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.NewcomerSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Behind load balancers that say where the client is: it is there, in every place, and only they are believed. */
final class ProxyProtocolIT {
    private static final String SIGNATURE = "0D0A0D0A000D0A515549540A";
    private static final InetAddress PROXY = InetAddress.ofLiteral("127.0.3.1");
    private static final int NOT_AUTHORIZED = 0x87;

    private static RunningBroker broker;
    private static TestDevice lamp;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startBroker() {
        broker = RunningBroker.start(Compatibility.EXTENDED, from -> {
            ListenerSettings listener = from.listeners().getFirst();
            NewcomerSettings defaults = NewcomerSettings.DEFAULTS;
            return RunningBroker.withNewcomers(
                    RunningBroker.withListener(
                            from,
                            new ListenerSettings(
                                    listener.name(),
                                    listener.host(),
                                    0,
                                    listener.protocols(),
                                    listener.signedRequests(),
                                    listener.backlog(),
                                    listener.maxConnections(),
                                    0,
                                    List.of("127.0.3.0/24", "10.0.0.0/8"))),
                    new NewcomerSettings(
                            0,
                            0,
                            0,
                            0,
                            defaults.maxAtOnce(),
                            defaults.crowdedTimeout(),
                            2,
                            defaults.maxBytes(),
                            100,
                            Duration.ofSeconds(1)));
        });
        lamp = broker.device("lamp");
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static byte[] text(String header) {
        return header.getBytes(StandardCharsets.US_ASCII);
    }

    /** @param rest after the signature, in hexadecimal */
    private static byte[] binary(String rest) {
        return HexFormat.of().parseHex(SIGNATURE + rest);
    }

    /** Of version 2 over TCP and IPv4, from 198.51.100.7:4711, with so many bytes of what else there may be. */
    private static byte[] withFields(int bytes) {
        var header = new ByteArrayOutputStream();
        header.writeBytes(binary("2111"));
        int length = 12 + bytes;
        header.write(length >> 8);
        header.write(length);
        header.writeBytes(HexFormat.of().parseHex("C6336407" + "C0000209" + "126722B3"));
        if (bytes > 0) {
            header.write(0x04); // PP2_TYPE_NOOP
            header.write(bytes - 3 >> 8);
            header.write(bytes - 3);
            header.writeBytes(new byte[bytes - 3]);
        }
        return header.toByteArray();
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of(
                        "version 1, IPv4",
                        text("PROXY TCP4 198.51.100.7 192.0.2.9 4711 8883\r\n"),
                        "198.51.100.7:4711"),
                Arguments.of(
                        "version 1, IPv6",
                        text("PROXY TCP6 2001:db8::7 2001:db8::9 4711 8883\r\n"),
                        "[2001:db8:0:0:0:0:0:7]:4711"),
                Arguments.of("version 2, IPv4", withFields(0), "198.51.100.7:4711"),
                Arguments.of(
                        "version 2, IPv6",
                        binary("2121" + "0024" + "20010DB8000000000000000000000007" + "20010DB8000000000000000000000009"
                                + "126722B3"),
                        "[2001:db8:0:0:0:0:0:7]:4711"),
                Arguments.of("version 2 with a field of 1 KiB", withFields(1024), "198.51.100.7:4711"),
                Arguments.of(
                        "version 2 with a certificate's name that has line breaks and zeroes",
                        binary("2111" + "0020" + "C6336407C0000209126722B3" + "200011" + "0100000000" + "22" + "0009"
                                + "6C0D0A0061006D700A"),
                        "198.51.100.7:4711"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void the_client_is_where_the_header_says_and_is_known_by_its_certificate(
            String what, byte[] header, String endpoint) throws IOException {
        try (RawClient client = RawClient.proxied(broker, lamp.sslContext(), PROXY, header)) {
            client.admitted(Connect.mqtt5("lamp"));

            JsonNode shown = Command.json(broker, folder, "conn", "describe", "lamp");

            assertThat(shown.toString()).contains("\"" + endpoint + "\"").contains(lamp.certificateId());
            client.send(Frames.PINGREQ).expect(Answer.PINGRESP);
        }
    }

    @Test
    void a_header_may_be_cut_anywhere() throws IOException {
        for (byte[] header : List.of(text("PROXY TCP4 198.51.100.7 192.0.2.9 4711 8883\r\n"), withFields(100))) {
            for (int cut = 1; cut < header.length; cut += 7) {
                try (RawClient proxy = RawClient.plaintext(broker, PROXY)) {
                    proxy.send(Arrays.copyOf(header, cut));
                    proxy.send(Arrays.copyOfRange(header, cut, header.length));
                    try (RawClient client = proxy.secured(broker, lamp.sslContext())) {
                        client.admitted(Connect.mqtt5("lamp"));
                    }
                }
            }
        }
    }

    @Test
    void policies_ask_for_the_address_of_the_client_and_not_of_the_proxy() throws IOException {
        String only = "{\"IpAddress\":{\"aws:SourceIp\":\"198.51.100.0/24\"}}";
        TestDevice device = broker.device(
                "fenced", "fenced", document(allow("iot:Connect", "*").replace("}", ",\"Condition\":" + only + "}")));

        try (RawClient inside = RawClient.proxied(broker, device.sslContext(), PROXY, withFields(0))) {
            assertThat(inside.connect(Connect.mqtt5("fenced")).code()).isZero();
        }
        byte[] elsewhere = text("PROXY TCP4 203.0.113.7 192.0.2.9 4711 8883\r\n");
        try (RawClient outside = RawClient.proxied(broker, device.sslContext(), PROXY, elsewhere)) {
            assertThat(outside.connect(Connect.mqtt5("fenced")).code()).isEqualTo(NOT_AUTHORIZED);
        }

        await().untilAsserted(() -> assertThat(
                        Command.json(broker, folder, "why", "203.0.113.7").toString())
                .contains("CONNECT_NOT_AUTHORIZED")
                .contains("203.0.113.7:4711"));
    }

    @Test
    void each_client_of_a_proxy_has_the_places_of_its_own_address() throws IOException {
        Watch refusals = Watch.refusals(broker, Reason.ADDRESS_LIMIT);
        byte[] crowd = text("PROXY TCP4 203.0.113.66 192.0.2.9 4711 8883\r\n");
        try (RawClient one = RawClient.proxied(broker, lamp.sslContext(), PROXY, crowd);
                RawClient two = RawClient.proxied(broker, lamp.sslContext(), PROXY, crowd);
                RawClient three = RawClient.plaintext(broker, PROXY)) {
            three.send(crowd).awaitSocketClosed();
            refusals.rose(1);

            try (RawClient other = RawClient.proxied(broker, lamp.sslContext(), PROXY, withFields(0))) {
                other.admitted(Connect.mqtt5("lamp"));
            }
            one.admitted(Connect.mqtt5("one"));
            two.admitted(Connect.mqtt5("two"));
        }
    }

    static Stream<Arguments> probes() {
        return Stream.of(
                Arguments.of("a connection and no word", new byte[0]),
                Arguments.of("LOCAL of version 2", binary("2000" + "0000")),
                Arguments.of(
                        "LOCAL of version 2 with addresses, which say nothing",
                        binary("2011" + "000C" + "C6336407C0000209126722B3")),
                Arguments.of("UNKNOWN of version 1", text("PROXY UNKNOWN\r\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("probes")
    void a_proxy_that_looks_whether_we_live_is_no_refusal(String what, byte[] probe) throws IOException {
        Scrape before = Scrape.of(broker);
        for (int i = 0; i < 3; i++) {
            try (RawClient proxy = RawClient.plaintext(broker, PROXY)) {
                proxy.send(probe);
            }
        }
        try (RawClient bystander = RawClient.connected(broker, lamp)) {
            bystander.send(Frames.PINGREQ).expect(Answer.PINGRESP);
        }
        await().untilAsserted(
                        () -> assertThat(broker.metric("gatehouse_newcomers")).isZero());

        assertThat(Scrape.of(broker).risesSince(before, "gatehouse_refusals_total"))
                .isEmpty();
    }

    @Test
    void a_probe_that_stays_is_closed_at_the_deadline_without_a_refusal() throws IOException {
        Scrape before = Scrape.of(broker);
        try (RawClient proxy = RawClient.plaintext(broker, PROXY)) {
            proxy.send(binary("2000" + "0000")).awaitSocketClosed();
        }
        assertThat(Scrape.of(broker).risesSince(before, "gatehouse_refusals_total"))
                .isEmpty();
    }

    @Test
    void a_proxy_that_goes_on_with_tls_after_local_is_at_its_own_address() throws IOException {
        TestDevice device = broker.device("probe");
        try (RawClient client = RawClient.proxied(broker, device.sslContext(), PROXY, binary("2000" + "0000"))) {
            client.admitted(Connect.mqtt5("probe"));

            assertThat(Command.json(broker, folder, "conn", "describe", "probe").toString())
                    .contains("\"127.0.3.1:");
        }
    }

    static Stream<Arguments> whatIsRefused() {
        byte[] hello = HexFormat.of().parseHex("1603010200010001FC0303");
        return Stream.of(
                Arguments.of("TLS at once", hello, Reason.PROXY_HEADER_MISSING),
                Arguments.of("MQTT at once", Connect.mqtt5("plain").bytes(), Reason.PROXY_HEADER_MISSING),
                Arguments.of(
                        "a header that does not come to its end", text("PROXY TCP4 1"), Reason.PROXY_HEADER_MISSING),
                Arguments.of("an endless line", text("PROXY " + "x".repeat(200)), Reason.PROXY_HEADER_INVALID),
                Arguments.of(
                        "no address", text("PROXY TCP4 lamp 192.0.2.9 4711 8883\r\n"), Reason.PROXY_HEADER_INVALID),
                Arguments.of(
                        "no port", text("PROXY TCP4 192.0.2.1 192.0.2.9 70000 1\r\n"), Reason.PROXY_HEADER_INVALID),
                Arguments.of(
                        "a version 3",
                        binary("3111" + "000C" + "C6336407C0000209126722B3"),
                        Reason.PROXY_HEADER_INVALID),
                Arguments.of("UDP", binary("2112" + "000C" + "C6336407C0000209126722B3"), Reason.PROXY_HEADER_INVALID),
                Arguments.of("a Unix socket", binary("2131" + "00D8" + "00".repeat(216)), Reason.PROXY_HEADER_INVALID),
                Arguments.of(
                        "too short for its addresses",
                        binary("2111" + "0004" + "C6336407"),
                        Reason.PROXY_HEADER_INVALID),
                Arguments.of(
                        "a field that is longer than the header",
                        binary("2111" + "0012" + "C6336407C0000209126722B3" + "02FFFF000000"),
                        Reason.PROXY_HEADER_INVALID),
                Arguments.of("fields of 64 KiB", withFields(65_000), Reason.PROXY_HEADER_INVALID),
                Arguments.of("an HTTP request", text("PUT / HTTP/1.1\r\n\r\n"), Reason.PROXY_HEADER_INVALID));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatIsRefused")
    void what_a_proxy_must_not_send_is_refused_with_its_reason(String what, byte[] bytes, Reason reason)
            throws IOException {
        Scrape before = Scrape.of(broker);
        Watch refusals = Watch.refusals(broker, reason);
        try (RawClient proxy = RawClient.plaintext(broker, PROXY)) {
            try {
                proxy.send(bytes);
            } catch (IOException closedAlready) {
                // long ones may not come to their end
            }
            proxy.awaitSocketClosed();
        }
        refusals.rose(1);
        assertThat(Scrape.of(broker).risesSince(before, "gatehouse_refusals_total"))
                .hasSize(1);
    }

    @Test
    void nobody_else_is_believed_and_nothing_of_a_header_reaches_tls() throws IOException {
        for (byte[] header : List.of(text("PROXY TCP4 198.51.100.7 192.0.2.9 4711 8883\r\n"), withFields(0))) {
            for (int cut = 1; cut < 14; cut++) {
                Watch refusals = Watch.refusals(broker, Reason.PROXY_HEADER_UNEXPECTED);
                try (RawClient stranger = RawClient.plaintext(broker)) {
                    stranger.send(Arrays.copyOf(header, cut));
                    stranger.send(Arrays.copyOfRange(header, cut, header.length));
                    stranger.awaitSocketClosed();
                }
                refusals.rose(1);
            }
        }
    }

    @Test
    void from_where_no_proxy_is_a_device_connects_without_a_header() throws IOException {
        TestDevice device = broker.device("direct");
        try (RawClient client = RawClient.connected(broker, device)) {
            assertThat(Command.json(broker, folder, "conn", "describe", "direct")
                            .toString())
                    .contains("\"127.0.0.1:");
            client.send(Frames.PINGREQ).expect(Answer.PINGRESP);
        }
    }
}
