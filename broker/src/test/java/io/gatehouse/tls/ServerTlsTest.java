package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.TlsSettings;
import io.gatehouse.pki.DevelopmentCa;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ServerTlsTest {
    private static final CertificateAndKey SERVER = TestCertificates.of("P-256");

    private static TlsSettings settings(TlsSettings.Engine engine, List<String> versions, List<String> groups) {
        TlsSettings d = TlsSettings.DEFAULTS;
        return new TlsSettings(
                EnginesHere.assumed(engine),
                null,
                null,
                null,
                null,
                null,
                null,
                versions,
                groups,
                d.handshakeTimeout(),
                d.maxClientHelloBytes(),
                false,
                d.ticketLifetime(),
                d.expiredCertificateGrace(),
                d.expiryWarning());
    }

    @Test
    void the_banner_can_say_what_is_spoken_and_until_when(@TempDir Path data) throws Exception {
        DevelopmentCa ca = DevelopmentCa.openOrCreate(data);
        CertificateAndKey development = new CertificateAndKey(ca.serverChain(), ca.serverKey());
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(TlsSettings.Engine.BORINGSSL), development)) {
            TlsDescription description = tls.description();
            assertThat(description.engine()).isEqualTo("BoringSSL");
            assertThat(description.versions()).containsExactly("TLSv1.3", "TLSv1.2");
            assertThat(description.groups()).startsWith("X25519MLKEM768");
            assertThat(description.subject()).contains("CN=localhost", "DEVELOPMENT");
            assertThat(description.names()).contains("localhost", "127.0.0.1");
            assertThat(description.notAfter())
                    .isEqualTo(ca.serverChain().getFirst().getNotAfter().toInstant())
                    .isAfter(Instant.now());
            assertThat(description.resumption()).isFalse();
        }
    }

    @Test
    void the_jdk_leaves_out_the_hybrid_group_and_says_so() throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(TlsSettings.Engine.JDK), SERVER)) {
            assertThat(tls.description().groups()).containsExactly("x25519", "secp256r1", "secp384r1");
            assertThat(tls.description().clientKeys()).contains("Ed25519", "P-521");
        }
        TlsSettings hybridOnly =
                settings(TlsSettings.Engine.JDK, TlsSettings.DEFAULTS.versions(), List.of("X25519MLKEM768"));
        assertThatThrownBy(() -> HandshakeTest.open(hybridOnly, SERVER))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("groups: [X25519MLKEM768]")
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_version_that_is_not_configured_is_not_spoken(TlsSettings.Engine engine) throws Exception {
        TlsSettings onlyNew = settings(engine, List.of("TLSv1.3"), List.of("x25519", "secp521r1"));
        try (ServerTls tls = HandshakeTest.open(onlyNew, SERVER);
                TestClient old = TestClient.jdk(SERVER, "TLSv1.2");
                TestClient modern = TestClient.jdk(SERVER);
                Conversation refused = old.connect(tls);
                Conversation taken = modern.connect(tls)) {
            assertThat(refused.succeeded()).isFalse();
            assertThat(taken.handshake().protocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void one_certificate_is_needed_and_two_must_differ_in_kind() {
        TlsSettings settings = Conversation.settings(EnginesHere.ofTheLibrary());
        assertThatThrownBy(() -> HandshakeTest.open(settings))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("tls.certificate");
        assertThatThrownBy(() -> HandshakeTest.open(settings, SERVER, TestCertificates.of("P-384")))
                .isInstanceOf(TlsConfigurationException.class)
                .hasMessageContaining("two with EC keys");
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void a_handler_keeps_the_configured_deadline_and_asks_for_a_certificate(TlsSettings.Engine engine)
            throws Exception {
        try (ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER)) {
            SslHandler handler = tls.newHandler(ByteBufAllocator.DEFAULT, Runnable::run);
            assertThat(handler.getHandshakeTimeoutMillis()).isEqualTo(10_000);
            assertThat(handler.engine().getNeedClientAuth()).isTrue();
            assertThat(handler.engine().getUseClientMode()).isFalse();
            new EmbeddedChannel(handler).close().syncUninterruptibly(); // gives the engine back
        }
    }

    @ParameterizedTest
    @EnumSource(TlsSettings.Engine.class)
    void live_connections_go_on_after_the_context_was_closed(TlsSettings.Engine engine) throws Exception {
        ServerTls tls = HandshakeTest.open(Conversation.settings(engine), SERVER);
        try (TestClient client = TestClient.jdk(SERVER);
                Conversation conversation = client.connect(tls)) {
            tls.close();
            assertThat(conversation.clientSays("still here").serverHeard()).containsExactly("still here");
        }
    }
}
