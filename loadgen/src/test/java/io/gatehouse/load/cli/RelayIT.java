package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The relay as somebody would start it, and a fleet that talks to it as it would to a broker. */
final class RelayIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    static Path authority;

    private static final StringWriter said = new StringWriter();
    private static Thread relay;
    private static String port;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        CommandLine command = LoadCommand.commandLine();
        command.setOut(new PrintWriter(said, true));
        relay = Thread.ofPlatform()
                .name("relay command")
                .start(() -> command.execute("relay", "--authority", authority.toString()));
        await().until(() -> PORT.matcher(said.toString()).find());
        Matcher found = PORT.matcher(said.toString());
        assertThat(found.find()).isTrue();
        port = found.group(1);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        relay.interrupt();
        relay.join();
    }

    private int execute(String... arguments) {
        CommandLine command = LoadCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    private JsonNode play(int exitCode, Path devicesOf, String... arguments) throws IOException {
        Path json = folder.resolve("result.json");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--foreign", "--host", "127.0.0.1", "--port", port, "--authority", devicesOf.toString()));
        all.addAll(List.of("--ca", authority.resolve("pki").resolve("root.pem").toString()));
        all.addAll(List.of("--json", json.toString(), "--quiet", "--warm-up", "0s"));

        int code = execute(all.toArray(String[]::new));

        assertThat(code).as("%s%n%s", out, err).isEqualTo(exitCode);
        return Files.exists(json) ? JSON.readTree(json.toFile()) : JSON.createObjectNode();
    }

    private static long count(JsonNode result, String what) {
        return result.path("counts").path(what).asLong();
    }

    private static void nothingWentWrong(JsonNode result) {
        assertThat(count(result, "lost")).isZero();
        assertThat(count(result, "duplicated")).isZero();
        assertThat(count(result, "reordered")).isZero();
        assertThat(count(result, "foreign")).isZero();
        assertThat(result.path("failures")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "5, 1", "3, 0", "3, 1"})
    void pairs_get_each_message_once_and_in_order(int mqtt, int qos) throws IOException {
        JsonNode result =
                play(0, authority, "pairs", "-c", "10", "-r", "200", "-d", "2s", "--mqtt", "" + mqtt, "-q", "" + qos);

        nothingWentWrong(result);
        assertThat(count(result, "sent")).isEqualTo(400);
        assertThat(count(result, "received")).isEqualTo(400);
        assertThat(count(result, "acknowledged")).isEqualTo(qos == 0 ? 0 : 400);
    }

    @Test
    void fan_in_brings_everything_to_each_subscriber() throws IOException {
        JsonNode result = play(0, authority, "fan-in", "-c", "10", "--subscribers", "2", "-r", "200", "-d", "1s");

        nothingWentWrong(result);
        assertThat(count(result, "received")).isEqualTo(400);
    }

    @Test
    void fan_out_brings_each_message_to_all_and_large_ones_wait_for_room() throws IOException {
        JsonNode result = play(0, authority, "fan-out", "-c", "20", "-r", "50", "-d", "1s", "--payload", "200000");

        nothingWentWrong(result);
        assertThat(count(result, "received")).isEqualTo(50 * 19);
    }

    @Test
    void exactly_once_is_refused_and_not_pretended() throws IOException {
        JsonNode result = play(0, authority, "pairs", "-c", "2", "-r", "10", "-d", "1s", "-q", "2");

        assertThat(count(result, "acknowledged")).isZero();
        assertThat(count(result, "received")).isZero();
        assertThat(result.path("failures")).isNotEmpty();
    }

    @Test
    void a_shared_subscription_is_refused() throws IOException {
        JsonNode result = play(1, authority, "shared", "-c", "4", "-r", "10", "-d", "1s", "--drain", "100ms");

        assertThat(result.path("failures").toString()).contains("refused_packet");
        assertThat(count(result, "received")).isZero();
    }

    @Test
    void a_device_of_another_authority_is_not_let_in() throws IOException {
        play(3, folder.resolve("other"), "pairs", "-c", "2");

        assertThat(err.toString()).contains("TLS alert").contains("does not take this certificate");
    }

    @Test
    void a_client_without_certificate_is_not_let_in() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(authority.resolve("pki").resolve("root.pem"))) {
            trusted.setCertificateEntry(
                    "root", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        try (Socket socket =
                tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
            InputStream in = socket.getInputStream();

            assertThatThrownBy(in::read) // of the client's, TLS 1.3 is done before the server has seen a certificate
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("certificate_required");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "relay --port 70000 --authority A | --port: 70000 (expected: 0 to 65535)",
                "relay | --authority: none",
                "relay --authority A --ca /nowhere | /nowhere",
                "relay --authority A --port TAKEN | cannot be listened on"
            })
    void what_is_wrong_is_one_line(String arguments, String words) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int code = execute(arguments
                    .replace("A ", folder.resolve("a") + " ")
                    .replaceAll("A$", folder.resolve("a").toString())
                    .replace("TAKEN", "" + taken.getLocalPort())
                    .split(" ", -1));

            assertThat(code).isEqualTo(2);
            assertThat(err.toString()).contains(words).startsWith("gatehouse load: ");
            assertThat(err.toString().lines()).hasSize(1);
        }
    }
}
