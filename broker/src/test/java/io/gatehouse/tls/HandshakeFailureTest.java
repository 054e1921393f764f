package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TlsSettings;
import io.gatehouse.reason.Reason;
import io.netty.handler.ssl.SslProvider;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every reason is provoked for real, so that a new version of a TLS library that words it differently is found here.
 */
final class HandshakeFailureTest {
    /** supported_groups, ec_point_formats, signature_algorithms: enough for TLS 1.2. */
    private static final String ORDINARY = "000a000400020017" + "000b00020100" + "000d0006000404030804";

    private static final CertificateAndKey SERVER = TestCertificates.of("P-256");
    private static final CertificateAndKey DEVICE = TestCertificates.another("P-256", "device");

    private static HandshakeFailure failureOf(TlsSettings.Engine engine, TestClient client) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                client;
                Conversation conversation = client.connect(tls)) {
            assertThat(conversation.serverOpen()).isFalse();
            return conversation.failure();
        }
    }

    private static HandshakeFailure failureOfRaw(TlsSettings.Engine engine, byte[] bytes) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                Conversation conversation = new Conversation(tls, null)) {
            conversation.toServer(bytes).talk();
            return conversation.failure();
        }
    }

    @EveryEngineAndVersion
    void no_certificate(TlsSettings.Engine engine, String version) throws Exception {
        HandshakeFailure failure = failureOf(engine, TestClient.jdk(null, version));
        assertThat(failure.reason()).isEqualTo(Reason.TLS_NO_CLIENT_CERTIFICATE);
        assertThat(failure.leaf()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void an_ed25519_device_hears_from_boringssl_what_to_do(String version) throws Exception {
        HandshakeFailure failure =
                failureOf(TlsSettings.Engine.BORINGSSL, TestClient.jdk(TestCertificates.of("Ed25519"), version));
        assertThat(failure.reason()).isEqualTo(Reason.TLS_NO_CLIENT_CERTIFICATE);
        assertThat(failure.detail()).contains("Ed25519", "P-256", "tls.engine");
    }

    /** The JDK's client has a P-521 certificate, sees that it cannot sign with it, and gives up with an alert. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3", "TLSv1.2"})
    void a_p521_device_is_not_taken_by_boringssl(String version) throws Exception {
        HandshakeFailure failure =
                failureOf(TlsSettings.Engine.BORINGSSL, TestClient.jdk(TestCertificates.of("P-521"), version));
        assertThat(failure.reason()).isEqualTo(Reason.TLS_ALERT_RECEIVED);
        assertThat(failure.detail()).contains("INTERNAL_ERROR");
    }

    @EveryEngineAndVersion
    void a_short_rsa_key(TlsSettings.Engine engine, String version) throws Exception {
        CertificateAndKey weak = TestCertificates.of("RSA-1024");
        HandshakeFailure failure = failureOf(engine, TestClient.jdk(weak, version));
        assertThat(failure.reason()).isEqualTo(Reason.TLS_CERTIFICATE_KEY_WEAK);
        assertThat(failure.detail()).isEqualTo("RSA key: 1024 bits (expected: 2048 or more)");
        assertThat(CertificateIds.of(leafOf(failure))).isEqualTo(CertificateIds.of(weak.leaf()));
    }

    private static void assertReason(HandshakeFailure failure, Reason reason) {
        assertThat(failure.reason()).as(failure.detail()).isEqualTo(reason);
    }

    private static X509Certificate leafOf(HandshakeFailure failure) {
        if (failure.leaf() == null) {
            throw new AssertionError("leaf: null (expected: the certificate that was refused)");
        }
        return failure.leaf();
    }

    @EveryEngineAndVersion
    void a_certificate_signed_over_sha1(TlsSettings.Engine engine, String version) throws Exception {
        HandshakeFailure failure =
                failureOf(engine, TestClient.jdk(TestCertificates.of("P-256", "SHA1withECDSA"), version));
        assertThat(failure.reason()).isEqualTo(Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED);
        assertThat(failure.detail()).contains("SHA-1");
    }

    @EveryEngineAndVersion
    void a_certificate_without_its_key(TlsSettings.Engine engine, String version) throws Exception {
        for (String kind : List.of("P-256", "P-384", "RSA-2048")) {
            CertificateAndKey thief = TestCertificates.withoutItsKey(
                    TestCertificates.of(kind),
                    TestCertificates.another(kind, "thief").key());
            assertReason(failureOf(engine, TestClient.jdk(thief, version)), Reason.TLS_SIGNATURE_INVALID);
        }
    }

    @EveryEngineAndVersion
    void a_key_that_may_not_sign(TlsSettings.Engine engine, String version) throws Exception {
        CertificateAndKey device =
                TestCertificates.with(Extension.keyUsage, new KeyUsage(KeyUsage.keyAgreement | KeyUsage.keyCertSign));
        assertReason(failureOf(engine, TestClient.jdk(device, version)), Reason.TLS_CERTIFICATE_USAGE_WRONG);
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_chain_of_more_certificates_than_the_limit(TlsSettings.Engine engine) throws Exception {
        CertificateAndKey device = TestCertificates.chainOf(HandshakeLimits.MAX_CERTIFICATES + 1);
        assertReason(failureOf(engine, TestClient.jdk(device, "TLSv1.3")), Reason.TLS_CHAIN_TOO_LONG);
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, TLSv1.3, 34000",
        "OPENSSL, TLSv1.3, 34000",
        "BORINGSSL, TLSv1.2, 34000",
        "OPENSSL, TLSv1.2, 34000",
        "JDK, TLSv1.3, 34000",
        "JDK, TLSv1.2, 34000",
        "BORINGSSL, TLSv1.3, 90000",
        "OPENSSL, TLSv1.3, 90000",
        "JDK, TLSv1.2, 90000"
    })
    void a_chain_of_more_bytes_than_the_limit(TlsSettings.Engine engine, String version, int bytes) throws Exception {
        CertificateAndKey device = TestCertificates.with(
                new ASN1ObjectIdentifier("1.3.6.1.4.1.55555"), new DEROctetString(new byte[bytes]));
        assertReason(failureOf(engine, TestClient.jdk(device, version)), Reason.TLS_CHAIN_TOO_LONG);
    }

    /** In TLS 1.2, where it is in the clear: no library sends one. */
    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_certificate_that_is_none(TlsSettings.Engine engine) throws Exception {
        String leaf = HexFormat.of().formatHex(DEVICE.leaf().getEncoded());
        List<String> nones = new ArrayList<>(List.of("30820000", "3000", "0403616263", leaf.substring(0, 200)));
        if (engine != TlsSettings.Engine.JDK) { // which reads a certificate to its end, and leaves what follows
            nones.add(leaf + "00");
        }
        for (String none : nones) {
            HandshakeFailure failure = failureAfterHello(engine, certificateMessage(none));
            assertThat(failure.reason()).as(none + ": " + failure.detail()).isEqualTo(Reason.TLS_CERTIFICATE_MALFORMED);
        }
    }

    private static byte[] certificateMessage(String certificate) {
        int length = certificate.length() / 2;
        String message = "0b%06x%06x%06x".formatted(length + 6, length + 3, length) + certificate;
        return HexFormat.of().parseHex("160303%04x".formatted(message.length() / 2) + message);
    }

    private static final String EMPTY_NAME = "0000 0005 0003 00 0000";

    /** Extension, list, name: in order, then broken in every way a name can be. */
    @ParameterizedTest
    @CsvSource({
        "0000 0009 0007 00 0004 6c616d70, false",
        "0000 0010 000e 00 0004 6c616d70 00 0004 67617465, true", // two names
        "0000 0009 0007 00 0009 6c616d70, true", // longer than the list
        "0000 0009 0017 00 0004 6c616d70, true", // longer than the extension
        EMPTY_NAME + ", true",
        "0000 0009 0007 00 0004 6c006d70, true", // a zero byte
    })
    void a_server_name_that_cannot_be_read(String extension, boolean faulty) throws Exception {
        for (TlsSettings.Engine engine : EnginesHere.all()) {
            if (engine == TlsSettings.Engine.OPENSSL && extension.equals(EMPTY_NAME)) {
                continue; // which OpenSSL takes for none: see below
            }
            byte[] hello = hello(extension.replace(" ", "") + ORDINARY);
            try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                    Conversation conversation = new Conversation(tls, null)) {
                conversation.toServer(hello).talk();
                if (faulty) {
                    HandshakeFailure failure = conversation.failure();
                    assertThat(failure.reason())
                            .as(engine + ": " + failure.detail())
                            .isEqualTo(Reason.TLS_SERVER_NAME_INVALID);
                } else {
                    assertThat(conversation.serverOpen()).isTrue();
                }
            }
        }
    }

    @Test
    void an_empty_server_name_is_none_to_openssl() throws Exception {
        var settings = Conversation.settings(TlsSettings.Engine.OPENSSL);
        try (ServerTls tls = HandshakeTest.open(settings, SERVER);
                Conversation conversation = new Conversation(tls, null)) {
            conversation.toServer(helloWithAnEmptyName()).talk();
            assertThat(conversation.serverOpen()).isTrue();
        }
    }

    /** Where the curve of a device's key is not among {@code tls.groups}. */
    @Test
    void a_p521_device_is_not_taken_by_openssl_in_tls_1_2() throws Exception {
        TestClient device = TestClient.jdk(TestCertificates.of("P-521"), "TLSv1.2");
        assertReason(failureOf(TlsSettings.Engine.OPENSSL, device), Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED);
    }

    /** The JDK's type for a name takes fewer than BoringSSL. */
    @Test
    void a_server_name_that_only_the_jdk_refuses() throws Exception {
        HandshakeFailure failure = failureOfRaw(TlsSettings.Engine.JDK, hello("0000000900070000042e2e2e2e" + ORDINARY));
        assertThat(failure.reason()).as(failure.detail()).isEqualTo(Reason.TLS_SERVER_NAME_INVALID);
    }

    /** With another extension that is broken, a hello is malformed and its name is not blamed. */
    @Test
    void a_good_server_name_is_not_blamed() throws Exception {
        String name = "0000000900070000046c616d70";
        String brokenGroups = "000a00030004" + "00";
        HandshakeFailure failure = failureOfRaw(EnginesHere.ofTheLibrary(), hello(name + brokenGroups));
        assertThat(failure.reason()).isEqualTo(Reason.TLS_MALFORMED);
    }

    static byte[] helloWithAnEmptyName() {
        return hello(EMPTY_NAME.replace(" ", "") + ORDINARY);
    }

    private static byte[] hello(String extensions) {
        String body = "0303" + "11".repeat(32) + "00" + "0004c02bc02f" + "0100"
                + "%04x".formatted(extensions.length() / 2) + extensions;
        String message = "01%06x".formatted(body.length() / 2) + body;
        return HexFormat.of().parseHex("160301%04x".formatted(message.length() / 2) + message);
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void cbc_and_static_rsa_suites_only(TlsSettings.Engine engine) throws Exception {
        TestClient client = TestClient.of(
                SslProvider.JDK,
                DEVICE,
                new String[] {"TLSv1.2"},
                builder -> builder.ciphers(List.of(
                        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
                        "TLS_RSA_WITH_AES_128_GCM_SHA256",
                        "TLS_RSA_WITH_AES_128_CBC_SHA")));
        assertReason(failureOf(engine, client), Reason.TLS_NO_SHARED_CIPHER);
    }

    @EveryEngineAndVersion
    void a_client_that_cannot_verify_the_servers_certificate(TlsSettings.Engine engine, String version)
            throws Exception {
        TestClient client =
                TestClient.jdk(DEVICE, version).with(p -> p.setSignatureSchemes(new String[] {"rsa_pss_rsae_sha256"}));
        assertReason(failureOf(engine, client), Reason.TLS_NO_SHARED_CIPHER);
    }

    /** In TLS 1.2 the JDK and OpenSSL do not tell a missing group from a missing suite. */
    @ParameterizedTest
    @CsvSource({"BORINGSSL, TLSv1.3", "OPENSSL, TLSv1.3", "BORINGSSL, TLSv1.2", "JDK, TLSv1.3"})
    void no_group_in_common(TlsSettings.Engine engine, String version) throws Exception {
        TestClient client =
                TestClient.jdk(DEVICE, version).with(p -> p.setNamedGroups(new String[] {"secp521r1", "ffdhe2048"}));
        assertReason(failureOf(engine, client), Reason.TLS_NO_SHARED_GROUP);
    }

    /** A ClientHello of TLS 1.1 or 1.0: no client at hand sends one any more. */
    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, 0302",
        "OPENSSL, 0302",
        "BORINGSSL, 0301",
        "OPENSSL, 0301",
        "BORINGSSL, 0300",
        "OPENSSL, 0300",
        "JDK, 0302",
        "JDK, 0301",
        "JDK, 0300"
    })
    void versions_before_tls_1_2(TlsSettings.Engine engine, String version) throws Exception {
        String body = version + "11".repeat(32) + "00" + "0004c013c014" + "0100";
        byte[] hello = HexFormat.of().parseHex("160301002f" + "0100002b" + body);
        assertThat(hello).hasSize(5 + 0x2f);
        assertReason(failureOfRaw(engine, hello), Reason.TLS_VERSION_UNSUPPORTED);
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void plaintext_on_the_tls_port_is_named_and_not_quoted(TlsSettings.Engine engine) throws Exception {
        for (String plain : List.of("GET /secret HTTP/1.1\r\n\r\n", "\20\30\0\4MQTT\4\2\0\74\0\6secret")) {
            HandshakeFailure failure = failureOfRaw(engine, plain.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(failure.reason()).isEqualTo(Reason.TLS_PLAINTEXT);
            String inHex = HexFormat.of().formatHex("secret".getBytes(StandardCharsets.US_ASCII));
            assertThat(failure.detail()).doesNotContain("secret", inHex);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, 16030100050100000161, TLS_MALFORMED",
        "OPENSSL, 16030100050100000161, TLS_MALFORMED", // a ClientHello of one byte
        "JDK, 16030100050100000161, TLS_MALFORMED",
        "BORINGSSL, 1603010004020000000000, TLS_MALFORMED",
        "OPENSSL, 1603010004020000000000, TLS_MALFORMED", // a ServerHello
        "JDK, 1603010004020000000000, TLS_MALFORMED",
        "BORINGSSL, 17030300021234, TLS_MALFORMED",
        "OPENSSL, 17030300021234, TLS_MALFORMED", // data before the handshake
        "JDK, 17030300021234, TLS_PLAINTEXT" // as the JDK sees it
    })
    void what_cannot_be_read(TlsSettings.Engine engine, String hex, Reason reason) throws Exception {
        HandshakeFailure failure = failureOfRaw(engine, HexFormat.of().parseHex(hex));
        assertThat(failure.reason()).as(failure.detail()).isEqualTo(reason);
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void the_client_does_not_like_the_server(TlsSettings.Engine engine) throws Exception {
        // Alert, fatal, unknown_ca.
        byte[] alert = HexFormat.of().parseHex("15030300020230");
        HandshakeFailure failure = failureAfterHello(engine, alert);
        assertThat(failure.reason()).isEqualTo(Reason.TLS_ALERT_RECEIVED);
        assertThat(failure.detail().replace('_', ' ')).containsIgnoringCase("unknown ca");
    }

    /** As OpenSSL's clients do in TLS 1.3 where they do not trust the server: the commonest cause of all. */
    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void the_client_does_not_like_the_server_and_says_so_in_the_clear(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(DEVICE, "TLSv1.3");
                Conversation conversation = new Conversation(tls, client.handler())) {
            conversation.toServer(conversation.takeFromClient());
            conversation.toServer(HexFormat.of().parseHex("15030300020230"));
            conversation.clientCloses();
            assertReason(conversation.failure(), Reason.TLS_ALERT_RECEIVED);
        }
    }

    /** TLS 1.2, where alerts during the handshake are in clear. */
    private static HandshakeFailure failureAfterHello(TlsSettings.Engine engine, byte @Nullable [] next)
            throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(DEVICE, "TLSv1.2");
                Conversation conversation = new Conversation(tls, client.handler())) {
            conversation.toServer(conversation.takeFromClient());
            if (next != null) {
                conversation.toServer(next);
            }
            conversation.clientCloses();
            return conversation.failure();
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void the_client_goes_away(TlsSettings.Engine engine) throws Exception {
        assertThat(failureAfterHello(engine, null).reason()).isEqualTo(Reason.TLS_CLOSED_EARLY);
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void the_client_is_slow(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
                Conversation conversation = new Conversation(tls, null)) {
            conversation.toServer((byte) 0x16, (byte) 0x03);
            conversation.timePasses(Duration.ofMillis(9_900));
            assertThat(conversation.serverOpen()).isTrue();
            conversation.timePasses(Duration.ofMillis(200));
            assertThat(conversation.serverOpen()).isFalse();
            assertThat(conversation.failure().reason()).isEqualTo(Reason.TLS_HANDSHAKE_TIMEOUT);
        }
    }

    @Test
    void what_nobody_knows_is_not_guessed() {
        assertThat(FailureClassifier.classify(new IllegalStateException("new words"))
                        .reason())
                .isEqualTo(Reason.TLS_FAILED);
        RuntimeException one = new RuntimeException("a");
        RuntimeException two = new RuntimeException("b", one);
        one.initCause(two);
        assertThat(FailureClassifier.classify(two).reason()).isEqualTo(Reason.TLS_FAILED);
    }

    @Test
    void details_are_short_and_plain() {
        String hostile = "\u001b[31m\r\nINFO all is well" + "x".repeat(10_000);
        String detail =
                FailureClassifier.classify(new IllegalStateException(hostile)).detail();
        assertThat(detail).hasSizeLessThanOrEqualTo(300).doesNotContain("\u001b", "\r", "\n");
    }
}
