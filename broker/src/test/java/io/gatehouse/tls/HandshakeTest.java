package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TlsSettings;
import io.netty.handler.ssl.SslProvider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HandshakeTest {
    private static final CertificateAndKey SERVER = TestCertificates.of("P-256");
    private static final CertificateAndKey DEVICE = TestCertificates.another("P-256", "device");

    static ServerTls open(TlsSettings settings, CertificateAndKey... credentials) throws TlsConfigurationException {
        return ServerTls.open(settings, Conversation.MQTT, TestCertificates.shown(credentials), (id, leaf) -> {
            throw new AssertionError("asked on a full handshake");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, P-256, TLSv1.3",
        "OPENSSL, P-256, TLSv1.3",
        "BORINGSSL, P-256, TLSv1.2",
        "OPENSSL, P-256, TLSv1.2",
        "BORINGSSL, P-384, TLSv1.3",
        "OPENSSL, P-384, TLSv1.3",
        "BORINGSSL, P-384, TLSv1.2",
        "OPENSSL, P-384, TLSv1.2",
        "BORINGSSL, RSA-2048, TLSv1.3",
        "OPENSSL, RSA-2048, TLSv1.3",
        "BORINGSSL, RSA-2048, TLSv1.2",
        "OPENSSL, RSA-2048, TLSv1.2",
        "BORINGSSL, RSA-4096, TLSv1.3",
        "OPENSSL, RSA-4096, TLSv1.3",
        "OPENSSL, P-521, TLSv1.3",
        "OPENSSL, Ed25519, TLSv1.3",
        "OPENSSL, Ed25519, TLSv1.2",
        "JDK, P-256, TLSv1.3",
        "JDK, P-256, TLSv1.2",
        "JDK, P-384, TLSv1.3",
        "JDK, P-384, TLSv1.2",
        "JDK, P-521, TLSv1.3",
        "JDK, P-521, TLSv1.2",
        "JDK, RSA-2048, TLSv1.3",
        "JDK, RSA-2048, TLSv1.2",
        "JDK, Ed25519, TLSv1.3",
        "JDK, Ed25519, TLSv1.2"
    })
    void a_device_is_known_by_its_certificate_though_no_authority_is(
            TlsSettings.Engine engine, String key, String version) throws Exception {
        CertificateAndKey device = TestCertificates.of(key);
        try (ServerTls tls = open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(device, version);
                Conversation conversation = client.connect(tls)) {
            Handshake handshake = conversation.handshake();

            assertThat(handshake.certificateId())
                    .isEqualTo(CertificateIds.of(device.leaf()))
                    .hasSize(64);
            assertThat(Objects.requireNonNull(handshake.leaf()).getEncoded())
                    .isEqualTo(device.leaf().getEncoded());
            assertThat(handshake.protocol()).isEqualTo(version);
            assertThat(handshake.serverName()).isEqualTo("broker.example");
            assertThat(handshake.resumed()).isFalse();
            assertThat(handshake.applicationProtocol()).isNull();
            assertThat(conversation.clientSays("hello").serverSays("world").serverHeard())
                    .containsExactly("hello");
            assertThat(conversation.clientHeard()).containsExactly("world");
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_device_that_signs_with_rsa_pss_is_taken(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = open(Conversation.settings(engine), SERVER);
                TestClient client = TestClient.jdk(TestCertificates.of("RSA-2048"), "TLSv1.2")
                        .with(p ->
                                p.setSignatureSchemes(new String[] {"rsa_pss_rsae_sha256", "ecdsa_secp256r1_sha256"}));
                Conversation conversation = client.connect(tls)) {
            assertThat(conversation.succeeded()).isTrue();
        }
    }

    /** What AWS IoT Core does not ask, this does not either: see decision 0008. */
    @EveryEngineAndVersion
    void a_registered_certificate_may_have_been_made_for_servers(TlsSettings.Engine engine, String version)
            throws Exception {
        CertificateAndKey device =
                TestCertificates.with(Extension.extendedKeyUsage, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        try (ServerTls tls = open(Conversation.settings(engine), TestCertificates.of("P-256"));
                TestClient client = TestClient.jdk(device, version);
                Conversation conversation = client.connect(tls)) {
            assertThat(conversation.succeeded()).isTrue();
        }
    }

    /** RFC 6066 forbids the trailing dot, the native engines take it, and the JDK's type for such names throws. */
    @ParameterizedTest
    @ValueSource(strings = {"broker.example.", "a..b", ".", "not_a_host", "caf\u00e9"})
    void a_server_name_that_is_no_host_name_does_not_stop_a_device(String name) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            try (ServerTls tls = open(Conversation.settings(EnginesHere.ofTheLibrary()), SERVER);
                    TestClient client = TestClient.jdk(DEVICE, version)
                            .with(p -> p.setServerNames(List.of(new SpelledServerName(name))));
                    Conversation conversation = client.connect(tls)) {
                assertThat(conversation.handshake().certificateId()).isEqualTo(CertificateIds.of(DEVICE.leaf()));
            }
        }
    }

    /** A name as it is, where {@code SNIHostName} would refuse it. */
    private static final class SpelledServerName extends SNIServerName {
        SpelledServerName(String name) {
            super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_group_is_told_by_the_name_it_is_configured_by() throws Exception {
        var settings = Conversation.settings(TlsSettings.Engine.BORINGSSL);
        try (ServerTls tls = open(settings, SERVER)) {
            for (String group : settings.groups()) {
                assertThat(groupWith(tls, group)).isEqualTo(group);
            }
        }
    }

    @Test
    void the_hybrid_group_comes_first_and_only_who_offers_it_pays_for_it() throws Exception {
        try (ServerTls tls = open(Conversation.settings(TlsSettings.Engine.BORINGSSL), SERVER)) {
            assertThat(groupWith(tls, "x25519", "X25519MLKEM768")).isEqualTo("X25519MLKEM768");
            assertThat(groupWith(tls, "x25519", "secp256r1")).isEqualTo("x25519");
            assertThat(groupWith(tls, "secp256r1")).isEqualTo("secp256r1");
            assertThat(groupWith(tls, "secp384r1")).isEqualTo("secp384r1");
        }
    }

    private static String groupWith(ServerTls tls, String... groups) {
        try (TestClient client = TestClient.boringSsl(DEVICE, groups);
                Conversation conversation = client.connect(tls)) {
            return String.valueOf(conversation.handshake().group());
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_client_that_verifies_only_rsa_gets_the_rsa_certificate_and_others_the_ecdsa_one(TlsSettings.Engine engine)
            throws Exception {
        CertificateAndKey rsa = TestCertificates.another("RSA-2048", "server");
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            try (ServerTls tls = open(Conversation.settings(engine), SERVER, rsa);
                    TestClient old = TestClient.jdk(TestCertificates.of("RSA-2048"), version)
                            .with(p ->
                                    p.setSignatureSchemes(new String[] {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256"}));
                    TestClient modern = TestClient.jdk(DEVICE, version);
                    Conversation first = old.connect(tls);
                    Conversation second = modern.connect(tls)) {
                assertThat(first.handshake().protocol()).isEqualTo(version);
                assertThat(old.serverCertificate()).isEqualTo(rsa.leaf());
                assertThat(second.succeeded()).isTrue();
                assertThat(modern.serverCertificate()).isEqualTo(SERVER.leaf());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, JDK, x-amzn-mqtt-ca, x-amzn-mqtt-ca",
        "OPENSSL, JDK, x-amzn-mqtt-ca, x-amzn-mqtt-ca",
        "JDK, JDK, x-amzn-mqtt-ca, x-amzn-mqtt-ca",
        "BORINGSSL, OPENSSL_REFCNT, x-amzn-mqtt-ca, x-amzn-mqtt-ca",
        "OPENSSL, OPENSSL_REFCNT, x-amzn-mqtt-ca, x-amzn-mqtt-ca",
        "BORINGSSL, JDK, mqtt, mqtt",
        "OPENSSL, JDK, mqtt, mqtt",
        "JDK, JDK, mqtt, mqtt",
        "BORINGSSL, JDK, http/1.1,",
        "OPENSSL, JDK, http/1.1,",
        "JDK, JDK, http/1.1,",
        "BORINGSSL, OPENSSL_REFCNT, h2,",
        "OPENSSL, OPENSSL_REFCNT, h2,"
    })
    void alpn_is_answered_where_it_is_known_and_no_lock_where_it_is_not(
            TlsSettings.Engine engine, SslProvider clientProvider, String offered, String agreed) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            try (ServerTls tls = open(Conversation.settings(engine), SERVER);
                    TestClient client =
                            TestClient.of(clientProvider, DEVICE, new String[] {version}, TestClient.alpn(offered));
                    Conversation conversation = client.connect(tls)) {
                assertThat(conversation.handshake().applicationProtocol()).isEqualTo(agreed);
            }
        }
    }

    @Test
    void only_ephemeral_keys_and_authenticated_encryption_are_negotiated() {
        assertThat(Suites.of(List.of("TLSv1.3", "TLSv1.2")))
                .hasSize(9)
                .allMatch(suite -> suite.contains("_GCM_") || suite.contains("_CHACHA20_POLY1305_"))
                .allMatch(suite -> suite.startsWith("TLS_ECDHE_")
                        || suite.startsWith("TLS_AES_")
                        || suite.startsWith("TLS_CHACHA20_"));
        assertThat(Suites.of(List.of("TLSv1.3"))).hasSize(3);
    }
}
