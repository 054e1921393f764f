package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Protocol;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.reason.Reason;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class FrontDoorTest {
    private static final CertificateAndKey SERVER = TestCertificates.of("P-256");
    private static final CertificateAndKey DEVICE = TestCertificates.another("P-256", "device");
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private static final Doors EVERYTHING = Doors.of(List.of(Protocol.MQTT, Protocol.HTTPS, Protocol.WSS), true);
    private static final Doors CERTIFICATES_ONLY =
            Doors.of(List.of(Protocol.MQTT, Protocol.HTTPS, Protocol.WSS), false);

    private static ServerTls open(TlsSettings.Engine engine, Doors doors) throws TlsConfigurationException {
        return ServerTls.open(Conversation.settings(engine), doors, TestCertificates.shown(SERVER), (id, leaf) -> null);
    }

    private static TestClient client(SslProvider library, @Nullable CertificateAndKey credential, String... alpn) {
        return TestClient.of(library, credential, VERSIONS, alpn.length == 0 ? more -> {} : TestClient.alpn(alpn));
    }

    @ParameterizedTest
    @CsvSource({
        "x-amzn-mqtt-ca, MQTT, MQTT, x-amzn-mqtt-ca",
        "x-amzn-http-ca, HTTP, HTTP, x-amzn-http-ca",
        "mqtt, MQTT, MQTT, mqtt",
        "http/1.1, SIGNED, HTTP, http/1.1",
        ", SIGNED, HTTP,",
        "h2 http/1.1, SIGNED, HTTP, http/1.1",
        "h2, MQTT, MQTT,",
        "http/1.1 x-amzn-mqtt-ca, MQTT, MQTT, x-amzn-mqtt-ca",
        "http/1.1 x-amzn-http-ca, HTTP, HTTP, x-amzn-http-ca",
        "http/1.1 mqtt, MQTT, MQTT, mqtt",
        "x-amzn-mqtt-ca2, MQTT, MQTT,"
    })
    void the_protocols_a_client_offers_open_its_door(
            @Nullable String offered, Door ofEverything, Door ofCertificates, @Nullable String agreed)
            throws Exception {
        String[] alpn = offered == null ? new String[0] : offered.split(" ");
        for (TlsSettings.Engine engine : EnginesHere.all()) {
            for (SslProvider clientSide : List.of(SslProvider.JDK, SslProvider.OPENSSL_REFCNT)) {
                try (ServerTls everything = open(engine, EVERYTHING);
                        ServerTls certificates = open(engine, CERTIFICATES_ONLY);
                        TestClient client = client(clientSide, DEVICE, alpn);
                        Conversation first = client.connect(everything);
                        Conversation second = client.connect(certificates)) {
                    assertThat(first.succeeded()).isTrue();
                    assertThat(first.door()).isEqualTo(ofEverything);
                    assertThat(second.door()).isEqualTo(ofCertificates);
                    assertThat(second.handshake().certificateId()).isEqualTo(CertificateIds.of(DEVICE.leaf()));
                    assertThat(second.handshake().applicationProtocol()).isEqualTo(agreed);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"x-amzn-mqtt-ca, MQTT", "x-amzn-http-ca, HTTP", "http/1.1, SIGNED"})
    void a_client_hello_cut_at_any_byte_opens_the_same_door(String alpn, Door door) throws Exception {
        for (TlsSettings.Engine engine : EnginesHere.all()) {
            // A short one, and a long one with the key share of X25519MLKEM768 in fewer places.
            cutEverywhere(engine, 1, alpn, door, "X25519");
            cutEverywhere(engine, 89, alpn, door, "X25519MLKEM768", "X25519");
        }
    }

    private static void cutEverywhere(TlsSettings.Engine engine, int step, String alpn, Door door, String... groups)
            throws Exception {
        try (ServerTls tls = open(engine, EVERYTHING);
                TestClient client = TestClient.of(SslProvider.OPENSSL_REFCNT, DEVICE, VERSIONS, builder -> {
                    TestClient.alpn(alpn).accept(builder);
                    builder.option(OpenSslContextOption.GROUPS, groups);
                })) {
            int length;
            try (Conversation whole = new Conversation(tls, client.handler())) {
                length = Records.payload(whole.takeFromClient()).length;
            }
            for (int at = 1; at < length; at += step) {
                try (Conversation conversation = new Conversation(tls, client.handler())) {
                    conversation
                            .toServer(Records.twoRecords(conversation.takeFromClient(), at))
                            .talk();
                    assertThat(conversation.succeeded()).as("cut at %s", at).isTrue();
                    assertThat(conversation.door()).as("cut at %s", at).isEqualTo(door);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_client_hello_in_records_and_segments_of_one_byte_opens_the_same_door(TlsSettings.Engine engine)
            throws Exception {
        try (ServerTls tls = open(engine, EVERYTHING);
                TestClient client = client(SslProvider.JDK, DEVICE, "x-amzn-http-ca");
                Conversation conversation = new Conversation(tls, client.handler())) {
            for (byte octet : Records.recordsOf(1, Records.payload(conversation.takeFromClient()))) {
                conversation.toServer(octet);
            }
            assertThat(conversation.talk().succeeded()).isTrue();
            assertThat(conversation.door()).isEqualTo(Door.HTTP);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, x-amzn-mqtt-ca",
        "OPENSSL, x-amzn-mqtt-ca",
        "BORINGSSL, x-amzn-http-ca",
        "OPENSSL, x-amzn-http-ca",
        "JDK, x-amzn-mqtt-ca",
        "JDK, x-amzn-http-ca"
    })
    void a_door_for_certificates_lets_nobody_in_without_one(TlsSettings.Engine engine, String alpn) throws Exception {
        try (ServerTls tls = open(engine, EVERYTHING);
                TestClient client = client(SslProvider.JDK, null, alpn);
                Conversation conversation = client.connect(tls)) {
            assertThat(conversation.failure().reason()).isEqualTo(Reason.TLS_NO_CLIENT_CERTIFICATE);
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void who_signs_requests_is_not_asked_for_a_certificate_and_gets_no_ticket(TlsSettings.Engine engine)
            throws Exception {
        TlsSettings resuming = Conversation.settings(engine, true);
        for (String version : VERSIONS) {
            try (ServerTls tls =
                            ServerTls.open(resuming, EVERYTHING, TestCertificates.shown(SERVER), (id, leaf) -> null);
                    TestClient client = TestClient.jdk(null, version);
                    Conversation first = client.connect(tls);
                    Conversation second = client.connect(tls)) {
                assertThat(first.door()).isEqualTo(Door.SIGNED);
                assertThat(first.succeeded()).isTrue();
                assertThat(second.succeeded()).isTrue();
                assertThat(client.fullHandshakes()).as(version).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void what_is_no_client_hello_finds_the_strictest_door_and_its_words(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = open(engine, EVERYTHING);
                Conversation conversation = new Conversation(tls, null)) {
            conversation.toServer("GET / HTTP/1.1\r\nHost: broker.example\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(conversation.failure().reason()).isEqualTo(Reason.TLS_PLAINTEXT);
            assertThat(conversation.door()).isEqualTo(Door.MQTT);
        }
    }

    @Test
    void a_hello_that_cannot_be_read_finds_the_strictest_door() throws Exception {
        try (ServerTls tls = open(EnginesHere.ofTheLibrary(), EVERYTHING);
                TestClient client = client(SslProvider.JDK, DEVICE);
                Conversation conversation = new Conversation(tls, client.handler())) {
            byte[] hello = conversation.takeFromClient();
            hello[5 + 4 + 34] = (byte) 0xFF; // the length of the session id
            conversation.toServer(hello).talk();
            assertThat(conversation.failure().reason()).isEqualTo(Reason.TLS_MALFORMED);
            assertThat(conversation.door()).isEqualTo(Door.MQTT);
        }
    }

    @Test
    void half_a_client_hello_is_waited_for_as_long_as_a_handshake_and_no_longer() throws Exception {
        try (ServerTls tls = open(EnginesHere.ofTheLibrary(), EVERYTHING);
                TestClient client = client(SslProvider.JDK, DEVICE);
                Conversation conversation = new Conversation(tls, client.handler())) {
            byte[] hello = conversation.takeFromClient();
            conversation.toServer(Arrays.copyOf(hello, hello.length / 2));
            conversation.timePasses(Duration.ofSeconds(9));
            assertThat(conversation.serverOpen()).isTrue();
            conversation.timePasses(Duration.ofSeconds(2));
            assertThat(conversation.serverOpen()).isFalse();
            assertThat(conversation.failure().reason()).isEqualTo(Reason.TLS_HANDSHAKE_TIMEOUT);
        }
    }

    @Test
    void reading_the_hello_and_the_rest_of_the_handshake_share_one_deadline() throws Exception {
        try (ServerTls tls = open(EnginesHere.ofTheLibrary(), EVERYTHING);
                TestClient client = client(SslProvider.JDK, DEVICE);
                Conversation conversation = new Conversation(tls, client.handler())) {
            byte[] hello = conversation.takeFromClient();
            conversation.timePasses(Duration.ofSeconds(9));
            conversation.toServer(hello);
            assertThat(conversation.serverOpen()).isTrue();
            conversation.timePasses(Duration.ofSeconds(2));
            assertThat(conversation.failure().reason()).isEqualTo(Reason.TLS_HANDSHAKE_TIMEOUT);
        }
    }

    @Test
    void who_leaves_before_its_hello_is_whole_has_closed_early() throws Exception {
        try (ServerTls tls = open(EnginesHere.ofTheLibrary(), EVERYTHING);
                TestClient client = client(SslProvider.JDK, DEVICE);
                Conversation conversation = new Conversation(tls, client.handler())) {
            byte[] hello = conversation.takeFromClient();
            conversation.toServer(Arrays.copyOf(hello, hello.length / 2));
            conversation.clientCloses();
            assertThat(conversation.failure().reason()).isEqualTo(Reason.TLS_CLOSED_EARLY);
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_hello_too_large_is_refused_before_a_door_is_chosen(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = open(engine, EVERYTHING);
                Conversation conversation = new Conversation(tls, null)) {
            conversation.toServer(HexFormat.of().parseHex("1603014000" + "01ffffff"));
            assertThat(conversation.failure().reason()).isEqualTo(Reason.TLS_CLIENT_HELLO_TOO_LARGE);
        }
    }
}
