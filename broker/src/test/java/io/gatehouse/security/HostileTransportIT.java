package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes in at the port: it is closed, counted under its reason, and nobody else notices. */
final class HostileTransportIT {
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final int HALF_OPEN = 1000;

    private static RunningBroker patient;
    private static RunningBroker hasty;

    @BeforeAll
    static void startBrokers() {
        patient = RunningBroker.start();
        hasty = RunningBroker.start(Compatibility.EXTENDED, HostileTransportIT::withShortDeadlines);
    }

    @AfterAll
    static void stopBrokers() {
        patient.close();
        hasty.close();
    }

    private static Configuration withShortDeadlines(Configuration from) {
        TlsSettings tls = from.tls();
        LimitSettings limits = from.limits();
        return RunningBroker.withLimits(
                RunningBroker.withTls(
                        from,
                        new TlsSettings(
                                tls.engine(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                tls.versions(),
                                tls.groups(),
                                DEADLINE,
                                tls.maxClientHelloBytes(),
                                false,
                                tls.ticketLifetime(),
                                tls.expiredCertificateGrace(),
                                tls.expiryWarning())),
                new LimitSettings(
                        limits.maxPacketBytes(),
                        limits.maxPacketBytesBeforeConnect(),
                        limits.maxPayloadBytes(),
                        limits.maxClientIdBytes(),
                        limits.maxTopicBytes(),
                        limits.maxTopicLevels(),
                        limits.maxSubscriptionsPerPacket(),
                        limits.maxSubscriptionsPerSession(),
                        limits.receiveMaximum(),
                        limits.maxInflight(),
                        limits.topicAliasMaximum(),
                        limits.maxUserPropertyBytes(),
                        DEADLINE,
                        limits.packetTimeout(),
                        limits.maxQueuedMessages(),
                        limits.maxQueuedBytes(),
                        limits.maxRetainedMessages(),
                        limits.maxRetainedBytes(),
                        limits.maxSessions(),
                        limits.maxOutboundBytes()));
    }

    static Stream<Arguments> whatIsNotTls() {
        byte[] garbage = new byte[4096];
        new Random(20261120).nextBytes(garbage);
        garbage[0] = 0x55;
        byte[] oversize = new byte[20_000];
        System.arraycopy(HexFormat.of().parseHex("1603014000" + "0100FFFF" + "0303"), 0, oversize, 0, 11);
        byte[] garbledRecord = Arrays.copyOf(garbage, 600);
        System.arraycopy(HexFormat.of().parseHex("1603010200" + "010001FC"), 0, garbledRecord, 0, 9);
        return Stream.of(
                Arguments.of("an MQTT CONNECT", Connect.mqtt5("plain").bytes(), Reason.TLS_PLAINTEXT),
                Arguments.of(
                        "an HTTP request",
                        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                        Reason.TLS_PLAINTEXT),
                Arguments.of("garbage", garbage, Reason.TLS_PLAINTEXT),
                Arguments.of("a ClientHello of garbage", garbledRecord, Reason.TLS_MALFORMED),
                Arguments.of("a ClientHello of 64 KiB", oversize, Reason.TLS_CLIENT_HELLO_TOO_LARGE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatIsNotTls")
    void what_is_not_a_handshake_is_closed_at_once(String what, byte[] bytes, Reason reason) throws IOException {
        Watch refusals = Watch.refusals(patient, reason);
        Watch handshakes = Watch.on(
                patient,
                "gatehouse_tls_handshakes_total{group=\"none\",listener=\"mqtts\",reason=\"" + reason
                        + "\",result=\"refused\",resumed=\"false\"}");
        try (RawClient client = RawClient.plaintext(patient)) {
            client.send(bytes);

            client.awaitSocketClosed(); // long before the deadline of ten seconds, or the counter had another reason

            refusals.rose(1);
            handshakes.rose(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "16", "160301", "1603010200010001FC0303", "16030100050100"})
    void who_does_not_finish_the_handshake_is_closed_at_the_deadline(String beginning) throws IOException {
        Watch refusals = Watch.refusals(hasty, Reason.TLS_HANDSHAKE_TIMEOUT);
        try (RawClient client = RawClient.plaintext(hasty)) {
            client.send(HexFormat.of().parseHex(beginning));

            client.awaitSocketClosed();

            refusals.rose(1);
        }
    }

    @Test
    void who_leaves_during_the_handshake_is_counted() throws IOException {
        Watch refusals = Watch.refusals(patient, Reason.TLS_CLOSED_EARLY);
        try (RawClient client = RawClient.plaintext(patient)) {
            client.send(HexFormat.of().parseHex("1603010200010001FC0303"));
        }
        refusals.rose(1);
    }

    @Test
    void a_client_that_sends_byte_by_byte_gets_through() throws Exception {
        TestDevice device = patient.device("drip");
        try (DrippingSocket socket = DrippingSocket.to(patient.port());
                SSLSocket tls = (SSLSocket) device.sslContext()
                        .getSocketFactory()
                        .createSocket(socket, "localhost", patient.port(), true)) {
            tls.startHandshake();
            tls.getOutputStream().write(Connect.mqtt5("drip").bytes());
            tls.getOutputStream().flush();

            byte[] head = tls.getInputStream().readNBytes(4);
            assertThat(head[0]).isEqualTo((byte) 0x20);
            assertThat(head[3]).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "10", "1080", "107F0004"})
    void who_does_not_send_its_connect_is_closed_at_the_deadline(String beginning) throws IOException {
        TestDevice device = RunningBroker.stranger("slow" + beginning);
        Watch refusals = Watch.refusals(hasty, Reason.CONNECT_TIMEOUT);
        try (RawClient client = RawClient.of(hasty, device)) {
            client.send(HexFormat.of().parseHex(beginning));

            assertThat(client.next()).isNull();

            refusals.rose(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10FFFFFF7F, PACKET_TOO_LARGE", // CONNECT of 256 MiB
        "10818001, PACKET_TOO_LARGE", // CONNECT of 16 KiB and a byte
        "30FFFFFF7F, PROTOCOL_ERROR", // another packet of 256 MiB
        "C000, PROTOCOL_ERROR", // PINGREQ
        "10FFFFFFFF7F, PACKET_TOO_LARGE", // a length of five bytes
        "F000, PROTOCOL_ERROR",
        "0000, PROTOCOL_ERROR"
    })
    void a_first_packet_that_is_not_a_connect_of_good_size_is_refused_by_its_head(String head, Reason reason)
            throws IOException {
        TestDevice device = patient.device("head" + head);
        Watch refusals = Watch.refusals(patient, reason);
        try (RawClient client = RawClient.of(patient, device)) {
            client.send(HexFormat.of().parseHex(head));

            client.awaitClosed(); // nobody waited for the rest

            refusals.rose(1);
        }
    }

    @Test
    void a_crowd_that_never_finishes_its_handshake_does_not_keep_a_device_out() throws IOException {
        TestDevice device = patient.device("patient-device");
        List<RawClient> crowd = new ArrayList<>(HALF_OPEN);
        try {
            for (int i = 0; i < HALF_OPEN; i++) {
                crowd.add(RawClient.plaintext(patient).send(HexFormat.of().parseHex("1603010200010001FC0303")));
            }
            long began = System.nanoTime();

            try (RawClient client = RawClient.connected(patient, device)) {
                client.send(Frames.PINGREQ).expect(Answer.PINGRESP);
            }

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        } finally {
            for (RawClient client : crowd) {
                client.close();
            }
        }
    }
}
