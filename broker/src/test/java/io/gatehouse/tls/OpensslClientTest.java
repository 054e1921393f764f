package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.config.TlsSettings;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.IssuedCertificate;
import io.gatehouse.pki.KeyKind;
import io.gatehouse.reason.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the openssl program, which shares no code with us, over real sockets. Skipped where it is not installed. */
final class OpensslClientTest {
    @TempDir
    Path folder;

    private DevelopmentCa ca;
    private final List<Object> ends = new ArrayList<>();

    @BeforeAll
    static void present() {
        boolean present;
        try {
            present = new ProcessBuilder("openssl", "version")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            present = false;
        }
        assumeTrue(present, "the openssl program is not installed");
    }

    @BeforeEach
    void authority() throws Exception {
        ca = DevelopmentCa.openOrCreate(folder.resolve("data"));
    }

    private ServerTls open(TlsSettings.Engine engine, boolean resumption) throws TlsConfigurationException {
        CertificateAndKey server = new CertificateAndKey(ca.serverChain(), ca.serverKey());
        return ServerTls.open(
                Conversation.settings(engine, resumption),
                Conversation.MQTT,
                TestCertificates.shown(server),
                (id, leaf) -> null);
    }

    private IssuedCertificate device(KeyKind kind) throws Exception {
        IssuedCertificate device = ca.issueDevice("lamp", kind, DevelopmentCa.DEVICE_NOT_AFTER);
        Path lamp = Files.createDirectories(folder.resolve("lamp"));
        Files.writeString(lamp.resolve("key.pem"), device.privateKeyPem());
        Files.writeString(lamp.resolve("certificate.pem"), device.certificatePem());
        Files.writeString(lamp.resolve("chain.pem"), device.chainPem());
        Files.writeString(lamp.resolve("ca.pem"), device.rootPem());
        return device;
    }

    /** Connects, and adds to {@link #ends} how the server saw it. */
    private String connect(LoopbackServer server, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + server.port(),
                "-servername",
                "localhost",
                "-CAfile",
                ca.rootPem().toString(),
                "-verify_return_error",
                "-ign_eof"));
        command.addAll(List.of(more));
        Path output = Files.createTempFile(folder, "s_client", ".txt");
        Process client = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            Object end = server.nextEnd();
            if (end instanceof Handshake) {
                awaitHello(output, client);
            }
            ends.add(end);
        } finally {
            client.destroy();
            client.waitFor(10, TimeUnit.SECONDS);
        }
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }

    private static void awaitHello(Path output, Process client) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        Files.readString(output, StandardCharsets.ISO_8859_1).contains("hello\n") || !client.isAlive());
    }

    private String[] with(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "-cert", folder.resolve("lamp/certificate.pem").toString(),
                "-key", folder.resolve("lamp/key.pem").toString()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, P256, -tls1_3",
        "OPENSSL, P256, -tls1_3",
        "BORINGSSL, P256, -tls1_2",
        "OPENSSL, P256, -tls1_2",
        "BORINGSSL, P384, -tls1_3",
        "OPENSSL, P384, -tls1_3",
        "BORINGSSL, RSA2048, -tls1_3",
        "OPENSSL, RSA2048, -tls1_3",
        "BORINGSSL, RSA2048, -tls1_2",
        "OPENSSL, RSA2048, -tls1_2",
        "BORINGSSL, RSA3072, -tls1_3",
        "OPENSSL, RSA3072, -tls1_3",
        "BORINGSSL, RSA3072, -tls1_2",
        "BORINGSSL, P521, -tls1_2", // in TLS 1.2 a signature's hash says nothing about the curve
        "OPENSSL, P521, -tls1_3",
        "OPENSSL, ED25519, -tls1_3",
        "JDK, P256, -tls1_3",
        "JDK, P521, -tls1_3",
        "JDK, P521, -tls1_2",
        "JDK, ED25519, -tls1_3",
        "JDK, RSA2048, -tls1_2",
        "JDK, RSA3072, -tls1_3"
    })
    void a_device_with_the_files_we_wrote_verifies_the_server_and_is_known(
            TlsSettings.Engine engine, KeyKind kind, String version) throws Exception {
        IssuedCertificate device = device(kind);
        try (ServerTls tls = open(engine, false);
                LoopbackServer server = new LoopbackServer(tls)) {
            String output = connect(server, with(version));
            assertThat(output).contains("Verify return code: 0 (ok)", "No client certificate CA names sent", "hello\n");
            assertThat(ends.getFirst()).isInstanceOfSatisfying(Handshake.class, handshake -> {
                assertThat(handshake.certificateId()).isEqualTo(CertificateIds.of(device.leaf()));
                assertThat(handshake.serverName()).isEqualTo("localhost");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"P521, -tls1_3", "ED25519, -tls1_3", "ED25519, -tls1_2"})
    void with_boringssl_a_device_it_cannot_verify_sends_no_certificate(KeyKind kind, String version) throws Exception {
        device(kind);
        try (ServerTls tls = open(TlsSettings.Engine.BORINGSSL, false);
                LoopbackServer server = new LoopbackServer(tls)) {
            connect(server, with(version));
            assertThat(ends.getFirst()).isInstanceOfSatisfying(HandshakeFailure.class, failure -> {
                assertThat(failure.reason()).isEqualTo(Reason.TLS_NO_CLIENT_CERTIFICATE);
                assertThat(failure.detail()).contains("P-521", "Ed25519", "tls.engine");
            });
        }
    }

    /** With resumption off, a copied session without certificate and key is worth nothing. */
    @ParameterizedTest
    @CsvSource({
        "BORINGSSL, -tls1_3",
        "OPENSSL, -tls1_3",
        "BORINGSSL, -tls1_2",
        "OPENSSL, -tls1_2",
        "JDK, -tls1_3",
        "JDK, -tls1_2"
    })
    void a_session_file_without_a_key_opens_no_door(TlsSettings.Engine engine, String version) throws Exception {
        device(KeyKind.P256);
        String session = folder.resolve("session.pem").toString();
        try (ServerTls tls = open(engine, false);
                LoopbackServer server = new LoopbackServer(tls)) {
            connect(server, with(version, "-sess_out", session));
            if (Files.exists(Path.of(session))) {
                assertThat(connect(server, version, "-sess_in", session)).doesNotContain("Reused, ");
            } else {
                connect(server, version);
            }
            assertThat(ends.getFirst()).isInstanceOf(Handshake.class);
            assertThat(ends.getLast())
                    .isInstanceOfSatisfying(
                            HandshakeFailure.class,
                            failure -> assertThat(failure.reason()).isEqualTo(Reason.TLS_NO_CLIENT_CERTIFICATE));
        }
    }

    @Test
    void where_resumption_is_on_openssl_resumes() throws Exception {
        device(KeyKind.P256);
        String session = folder.resolve("session.pem").toString();
        try (ServerTls tls = open(EnginesHere.ofTheLibrary(), true);
                LoopbackServer server = new LoopbackServer(tls)) {
            connect(server, with("-tls1_3", "-sess_out", session));
            assertThat(connect(server, with("-tls1_3", "-sess_in", session))).contains("Reused, TLSv1.3");
            assertThat(ends.getLast())
                    .isInstanceOfSatisfying(
                            Handshake.class, h -> assertThat(h.resumed()).isTrue());
        }
    }
}
