package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TlsSettings;
import io.gatehouse.reason.Reason;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class HandshakeLimitsTest {
    private static final CertificateAndKey SERVER = TestCertificates.of("P-256");
    private static final CertificateAndKey DEVICE = TestCertificates.another("P-256", "device");
    private static final int RECORD_HEADER = 5;

    /** CVE-2026-75595: a header of the handshake across records made another library choose another context. */
    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_client_hello_may_be_cut_into_records_at_every_byte(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(DEVICE)) {
            int length = helloOf(client, tls).length - RECORD_HEADER;
            // Every place in the header and the fixed fields, then some.
            for (int at = 1; at < length; at += at < 64 ? 1 : 31) {
                try (Conversation conversation = new Conversation(tls, client.handler())) {
                    byte[] hello = conversation.takeFromClient();
                    conversation.toServer(Records.twoRecords(hello, at)).talk();
                    assertThat(conversation.handshake().certificateId())
                            .as("cut at %s", at)
                            .isEqualTo(CertificateIds.of(DEVICE.leaf()));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_client_hello_may_arrive_in_segments_cut_at_every_byte(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(DEVICE);
                Conversation conversation = new Conversation(tls, client.handler())) {
            for (byte octet : conversation.takeFromClient()) {
                conversation.toServer(octet);
            }
            assertThat(conversation.talk().handshake().certificateId()).isEqualTo(CertificateIds.of(DEVICE.leaf()));
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_client_hello_in_records_of_one_byte_is_taken(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(DEVICE);
                Conversation conversation = new Conversation(tls, client.handler())) {
            conversation
                    .toServer(Records.recordsOf(1, Records.payload(conversation.takeFromClient())))
                    .talk();
            assertThat(conversation.succeeded()).isTrue();
        }
    }

    /** CVE-2026-45416: nine bytes made another library set 16 MiB aside. */
    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void nine_bytes_that_announce_sixteen_mebibytes_are_refused_at_the_ninth(TlsSettings.Engine engine)
            throws Exception {
        byte[] nine = HexFormat.of().parseHex("1603014000" + "01ffffff");
        for (int cut = 0; cut < nine.length; cut++) {
            try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                    Conversation conversation = new Conversation(tls, null)) {
                conversation.toServer(Arrays.copyOf(nine, cut));
                conversation.toServer(Arrays.copyOfRange(nine, cut, nine.length - 1));
                assertThat(conversation.serverOpen()).isTrue();
                conversation.toServer(nine[8]);
                assertRefusedAsTooLarge(conversation);
            }
        }
    }

    private static void assertRefusedAsTooLarge(Conversation conversation) {
        assertThat(conversation.talk().serverOpen()).isFalse();
        HandshakeFailure failure = conversation.failure();
        assertThat(failure.reason()).isEqualTo(Reason.TLS_CLIENT_HELLO_TOO_LARGE);
        assertThat(failure.detail()).contains("expected: at most");
    }

    @ParameterizedTest
    @CsvSource({"BORINGSSL, 16384", "OPENSSL, 16384", "JDK, 16384"})
    void the_limit_is_exact(TlsSettings.Engine engine, int limit) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER)) {
            try (Conversation conversation = new Conversation(tls, null)) {
                conversation.toServer(helloHeader(limit)).talk();
                assertThat(conversation.serverOpen()).isTrue();
            }
            try (Conversation conversation = new Conversation(tls, null)) {
                conversation.toServer(helloHeader(limit + 1));
                assertRefusedAsTooLarge(conversation);
            }
        }
    }

    /** A record with the header of a ClientHello of so many bytes, header included. */
    private static byte[] helloHeader(int bytes) {
        int length = bytes - 4;
        return new byte[] {22, 3, 1, 0, 4, 1, (byte) (length >> 16), (byte) (length >> 8), (byte) length};
    }

    /** CVE-2026-75596: copied again with every fragment, that made the square of its length. */
    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void what_comes_before_the_end_of_the_handshake_is_bounded_in_tiny_records_too(TlsSettings.Engine engine)
            throws Exception {
        byte[] hello = new byte[16 * 1024];
        System.arraycopy(new byte[] {1, 0, 0x3f, (byte) 0xfc}, 0, hello, 0, 4);
        byte[] records = Records.recordsOf(1, hello);
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                Conversation conversation = new Conversation(tls, null)) {
            int sent = 0;
            for (; sent < records.length && conversation.serverOpen(); sent += 600) {
                conversation.toServer(Arrays.copyOfRange(records, sent, Math.min(sent + 600, records.length)));
            }
            assertThat(sent).isLessThan(records.length);
            assertRefusedAsTooLarge(conversation);
        }
    }

    @Test
    void empty_records_without_end_are_bounded() throws Exception {
        for (TlsSettings.Engine engine : EnginesHere.all()) {
            try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                    Conversation conversation = new Conversation(tls, null)) {
                conversation.toServer((byte) 22, (byte) 3, (byte) 1, (byte) 0, (byte) 1, (byte) 1);
                for (int i = 0; i < 50_000 && conversation.serverOpen(); i++) {
                    conversation.toServer((byte) 22, (byte) 3, (byte) 1, (byte) 0, (byte) 0);
                }
                assertThat(conversation.serverOpen()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void the_limits_leave_when_the_handshake_is_done(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(DEVICE);
                Conversation conversation = client.connect(tls)) {
            assertThat(conversation.succeeded()).isTrue();
            assertThat(conversation.handlerNames()).noneMatch(name -> name.startsWith("HandshakeLimits"));
            // More than the handshake was allowed.
            conversation.clientSays("x".repeat(200_000));
            assertThat(String.join("", conversation.serverHeard())).hasSize(200_000);
        }
    }

    /** T-N12, CVE-2026-39304. The JDK's client asks for new keys when told to shake hands again. */
    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void key_updates_without_end_close_the_connection(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(DEVICE, "TLSv1.3");
                Conversation conversation = client.connect(tls)) {
            for (int i = 0; i < 30; i++) {
                conversation.clientShakesHandsAgain();
            }
            assertThat(conversation.serverOpen()).isTrue();
            for (int i = 0; i < 10; i++) {
                conversation.clientShakesHandsAgain();
            }
            // BoringSSL has sent an alert, which ends the client, and closes with the next bytes.
            conversation.toServer(HexFormat.of().parseHex("1703030016" + "00".repeat(22)));
            assertThat(conversation.serverOpen()).isFalse();
            assertThat(FailureClassifier.classify(conversation.troubleOfServer())
                            .reason())
                    .isEqualTo(Reason.TLS_RENEGOTIATION);
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void key_updates_with_data_between_them_are_harmless(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(DEVICE, "TLSv1.3");
                Conversation conversation = client.connect(tls)) {
            for (int i = 0; i < 100; i++) {
                conversation.clientShakesHandsAgain();
                conversation.clientSays("data");
            }
            assertThat(conversation.serverOpen()).isTrue();
            assertThat(conversation.serverHeard()).hasSize(100);
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void renegotiation_is_refused(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(DEVICE, "TLSv1.2");
                Conversation conversation = client.connect(tls)) {
            assertThat(conversation.succeeded()).isTrue();
            conversation.clientShakesHandsAgain();
            assertThat(conversation.serverOpen()).isFalse();
            assertThat(conversation.serverHeard()).isEmpty();
            assertThat(FailureClassifier.classify(conversation.troubleOfServer())
                            .reason())
                    .isEqualTo(Reason.TLS_RENEGOTIATION);
        }
    }

    /** Many small messages in one read are many records, and all of them carry data. */
    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void many_records_with_data_in_one_read_are_harmless(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(DEVICE, "TLSv1.3");
                Conversation conversation = client.connect(tls)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < 500; i++) {
                all.writeBytes(conversation.encryptedByClient("x"));
            }
            conversation.toServer(all.toByteArray()).talk();
            assertThat(conversation.serverOpen()).isTrue();
            assertThat(String.join("", conversation.serverHeard())).hasSize(500);
        }
    }

    private static byte[] helloOf(TestClient client, ServerTls tls) {
        try (Conversation conversation = new Conversation(tls, client.handler())) {
            return conversation.takeFromClient();
        }
    }
}
