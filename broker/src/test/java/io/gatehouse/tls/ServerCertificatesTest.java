package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.TlsSettings;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ServerCertificatesTest {
    private static final CertificateAndKey STANDING = TestCertificates.named("P-256", "broker.example");
    private static final CertificateAndKey STANDING_RSA = TestCertificates.named("RSA-2048", "broker.example");
    private static final CertificateAndKey FACTORY =
            TestCertificates.named("P-256", "factory.example", "*.plant.example");
    private static final CertificateAndKey FACTORY_RSA = TestCertificates.named("RSA-2048", "factory.example");
    private static final CertificateAndKey LARGE = TestCertificates.named("P-384", "large.example");
    private static final CertificateAndKey DEVICE = TestCertificates.another("P-256", "device");

    private static final CertificateAndKey RSA_DEVICE = TestCertificates.another("RSA-2048", "device");
    private static final CertificateAndKey LARGE_DEVICE = TestCertificates.another("P-384", "device");

    private static ServerCertificate shown(CertificateAndKey credential) {
        return new ServerCertificate(credential, null);
    }

    private static ServerTls open(TlsSettings.Engine engine) throws TlsConfigurationException {
        return ServerTls.open(
                Conversation.settings(engine),
                Conversation.MQTT,
                new ServerCertificates(
                        List.of(shown(STANDING), shown(STANDING_RSA)),
                        List.of(shown(FACTORY), shown(FACTORY_RSA), shown(LARGE))),
                (id, leaf) -> null);
    }

    private static @Nullable X509Certificate shownTo(
            @Nullable String name, ServerTls tls, String version, String... schemes) {
        // What a client verifies it also signs with.
        CertificateAndKey device = schemes.length == 0
                ? DEVICE
                : switch (schemes[0]) {
                    case "ecdsa_secp256r1_sha256" -> DEVICE;
                    case "ecdsa_secp384r1_sha384" -> LARGE_DEVICE;
                    default -> RSA_DEVICE;
                };
        try (TestClient client = TestClient.jdk(device, version).with(parameters -> {
            if (name != null) {
                parameters.setServerNames(List.of(new SNIHostName(name)));
            } else {
                parameters.setServerNames(List.of());
            }
            if (schemes.length > 0) {
                parameters.setSignatureSchemes(schemes);
            }
        })) {
            try (Conversation conversation = client.connect(tls)) {
                return conversation.succeeded() ? client.serverCertificate() : null;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_client_is_shown_the_certificate_of_the_name_it_asks_for(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = open(engine)) {
            for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                assertThat(shownTo("factory.example", tls, version)).isEqualTo(FACTORY.leaf());
                assertThat(shownTo("FACTORY.example", tls, version)).isEqualTo(FACTORY.leaf());
                assertThat(shownTo("press.plant.example", tls, version)).isEqualTo(FACTORY.leaf());
                assertThat(shownTo("broker.example", tls, version)).isEqualTo(STANDING.leaf());
                assertThat(shownTo(null, tls, version)).isEqualTo(STANDING.leaf());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "unknown.example",
        "plant.example",
        "a.b.plant.example",
        "broker.example.plant.example.evil",
        "factory-example"
    })
    void a_name_that_no_certificate_has_is_shown_the_standing_one(String name) throws Exception {
        try (ServerTls tls = open(EnginesHere.ofTheLibrary())) {
            assertThat(shownTo(name, tls, "TLSv1.3")).isEqualTo(STANDING.leaf());
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void among_those_for_a_name_the_first_is_shown_that_the_client_can_verify(TlsSettings.Engine engine)
            throws Exception {
        String[] rsaOnly = {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256"};
        try (ServerTls tls = open(engine)) {
            for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                assertThat(shownTo("factory.example", tls, version, rsaOnly)).isEqualTo(FACTORY_RSA.leaf());
                assertThat(shownTo(null, tls, version, rsaOnly)).isEqualTo(STANDING_RSA.leaf());
            }
            // In TLS 1.3 a scheme is bound to its curve.
            assertThat(shownTo("large.example", tls, "TLSv1.3", "ecdsa_secp384r1_sha384"))
                    .isEqualTo(LARGE.leaf());
            assertThat(shownTo("large.example", tls, "TLSv1.3", "ecdsa_secp256r1_sha256"))
                    .isNull();
        }
    }

    @Test
    void a_client_of_tls_1_2_is_shown_a_certificate_of_the_kind_of_its_cipher_suites() throws Exception {
        try (ServerTls tls = open(EnginesHere.ofTheLibrary());
                TestClient client = TestClient.jdk(DEVICE, "TLSv1.2")
                        .with(parameters ->
                                parameters.setCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}));
                Conversation conversation = client.connect(tls)) {
            assertThat(conversation.succeeded()).isTrue();
            assertThat(client.serverCertificate()).isEqualTo(STANDING_RSA.leaf());
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_ticket_for_one_name_resumes_nothing_under_another(TlsSettings.Engine engine) throws Exception {
        ServerCertificates certificates = new ServerCertificates(List.of(shown(STANDING)), List.of(shown(FACTORY)));
        try (ServerTls tls = ServerTls.open(
                        Conversation.settings(engine, true), Conversation.MQTT, certificates, (id, leaf) -> null);
                TestClient client =
                        TestClient.boringSsl(DEVICE)) { // the JDK's sends the name of the ticket, not its own
            // The client keeps sessions by host and port: one and the same for it, another name for the server.
            client.with(parameters -> parameters.setServerNames(List.of(new SNIHostName("factory.example"))));
            assertThat(resumed(client, tls)).isFalse();
            assertThat(resumed(client, tls)).isTrue();
            client.with(parameters -> parameters.setServerNames(List.of(new SNIHostName("broker.example"))));
            assertThat(resumed(client, tls)).isFalse();
        }
    }

    private static boolean resumed(TestClient client, ServerTls tls) {
        int before = client.fullHandshakes();
        try (Conversation conversation = client.connect(tls)) {
            conversation.serverSays("a ticket comes before this"); // TLS 1.3 sends it after the handshake
            assertThat(conversation.succeeded()).isTrue();
        }
        return client.fullHandshakes() == before;
    }

    @Test
    void an_ocsp_response_is_stapled_for_clients_that_ask() throws Exception {
        byte[] response = "what an OCSP responder would have said".getBytes(StandardCharsets.US_ASCII);
        ServerCertificates certificates =
                new ServerCertificates(List.of(new ServerCertificate(STANDING, response)), List.of(shown(FACTORY)));
        try (ServerTls tls = ServerTls.open(
                Conversation.settings(TlsSettings.Engine.BORINGSSL),
                Conversation.MQTT,
                certificates,
                (id, leaf) -> null)) {
            assertThat(stapledTo("broker.example", tls)).isEqualTo(response);
            assertThat(stapledTo("factory.example", tls)).isNullOrEmpty();
        }
    }

    private static byte @Nullable [] stapledTo(String name, ServerTls tls) {
        try (TestClient client = TestClient.of(
                SslProvider.OPENSSL_REFCNT, DEVICE, new String[] {"TLSv1.3"}, builder -> builder.enableOcsp(true))) {
            client.with(parameters -> parameters.setServerNames(List.of(new SNIHostName(name))));
            SslHandler handler = client.handler();
            try (Conversation conversation = new Conversation(tls, handler).talk()) {
                assertThat(conversation.succeeded()).isTrue();
                return ((ReferenceCountedOpenSslEngine) handler.engine()).getOcspResponse();
            }
        }
    }

    @Test
    void the_jdk_cannot_staple_what_it_is_given_and_says_so() {
        assertThatThrownBy(() -> ServerTls.open(
                        Conversation.settings(TlsSettings.Engine.JDK),
                        Conversation.MQTT,
                        new ServerCertificates(List.of(new ServerCertificate(STANDING, new byte[1])), List.of()),
                        (id, leaf) -> null))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("ocsp-response")
                .hasMessageContaining("boringssl");
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void new_certificates_are_shown_to_new_clients_while_the_others_stay(TlsSettings.Engine engine) throws Exception {
        try (ServerTls tls = ServerTls.open(
                        Conversation.settings(engine, true),
                        Conversation.MQTT,
                        TestCertificates.shown(STANDING),
                        (id, leaf) -> null);
                TestClient client = TestClient.jdk(DEVICE);
                Conversation before = client.connect(tls)) {
            try (ServerTls.Showing showing = tls.prepare(TestCertificates.shown(FACTORY))) {
                showing.show().close();
            }
            try (Conversation after = client.connect(tls)) {
                assertThat(after.succeeded()).isTrue();
                assertThat(client.serverCertificate()).isEqualTo(FACTORY.leaf());
                assertThat(client.fullHandshakes()).as("no ticket is left").isEqualTo(2);
            }
            assertThat(before.clientSays("still here").serverHeard()).containsExactly("still here");
            assertThat(tls.description().names()).contains("factory.example");
        }
    }
}
