package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.security.Certificates;
import io.gatehouse.tls.EnginesHere;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes with a whole broker, and with what is not one. */
final class DoctorTlsIT {
    private static RunningBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        broker = RunningBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private CommandRun doctor(String... arguments) {
        List<String> line = new ArrayList<>(List.of("doctor", "tls"));
        line.addAll(Arrays.asList(arguments));
        return CommandRun.in(folder, line.toArray(String[]::new));
    }

    private CommandRun as(TestDevice device, String host, String... more) throws Exception {
        device.writeTo(folder);
        List<String> line = new ArrayList<>(
                List.of(host + ":" + broker.port(), "--cert", "chain.pem", "--key", "key.pem", "--ca", "ca.pem"));
        line.addAll(Arrays.asList(more));
        return doctor(line.toArray(String[]::new));
    }

    @Test
    void a_good_device_sees_what_is_agreed_and_no_problem() throws Exception {
        CommandRun run = as(RunningBroker.stranger("lamp"), "localhost", "--alpn", "x-amzn-mqtt-ca");

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(
                        "ok       TLSv1.3, TLS_AES_",
                        ", key exchange x25519",
                        "ok       of --alpn the server took x-amzn-mqtt-ca",
                        "ok       it is valid for localhost",
                        "ok       the chain leads to CN=Gatehouse development root",
                        "ok       the server asks for one and refuses who has none",
                        "ok       the handshake completes",
                        "note     the hybrid group X25519MLKEM768 was not offered");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void names_and_authorities_of_the_server_are_compared() throws Exception {
        TestDevice lamp = RunningBroker.stranger("lamp");
        assertThat(as(lamp, "127.0.0.1").out()).contains("ok       it is valid for 127.0.0.1");
        assertThat(as(lamp, "localhost", "--sni", "gate.example").out())
                .contains("PROBLEM  it is not valid for gate.example", "it names [");
        lamp.writeTo(folder);
        Files.writeString(
                folder.resolve("ca.pem"),
                Certificates.authority("other").issued().certificatePem());
        assertThat(doctor("localhost:" + broker.port(), "--ca", "ca.pem").out())
                .contains("PROBLEM  the chain does not lead to an authority of --ca");
    }

    @Test
    void what_the_server_dislikes_about_the_device_is_told() throws Exception {
        assertThat(as(Certificates.withKey("weak", "RSA", 1024, "SHA256withRSA"), "localhost")
                        .out())
                .contains("PROBLEM  the handshake fails", "it does not take the client certificate", "doctor cert");
        assertThat(as(Certificates.withoutDigitalSignature("lamp"), "localhost").out())
                .contains("PROBLEM  the handshake fails", "doctor cert");
        TestDevice lamp = RunningBroker.stranger("lamp");
        lamp.writeTo(folder);
        Files.writeString(
                folder.resolve("key.pem"),
                RunningBroker.stranger("other").issued().privateKeyPem());
        assertThat(doctor("localhost:" + broker.port(), "--cert", "chain.pem", "--key", "key.pem")
                        .out())
                .contains("PROBLEM  key and certificate do not belong together");
    }

    /** OpenSSL takes such a key, and leaves keyUsage to the broker, whose refusal has no alert of its own. */
    @Test
    void what_boringssl_dislikes_about_the_device_by_itself_is_told() throws Exception {
        EnginesHere.assumed(TlsSettings.Engine.BORINGSSL);
        assertThat(as(Certificates.withoutDigitalSignature("lamp"), "localhost").out())
                .contains("PROBLEM  the handshake fails", "keyUsage leaves out digitalSignature");
        assertThat(as(Certificates.withKey("ed", "Ed25519", 0, "Ed25519"), "localhost")
                        .out())
                .contains("PROBLEM  the server takes no signature of this kind of key", "tls.engine: openssl or jdk");
    }

    @Test
    void a_port_where_nobody_listens_and_a_name_that_nobody_has() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        CommandRun closed = doctor("127.0.0.1:" + free);
        assertThat(closed.out()).contains("PROBLEM  nothing listens on this port", "start the broker");
        assertThat(closed.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(doctor("no-such-host.invalid").out()).contains("PROBLEM  no-such-host.invalid has no address");
    }

    @Test
    void a_server_that_speaks_something_else_and_one_that_hangs_up() throws Exception {
        assertThat(answeredWith("HTTP/1.1 400 Bad Request\r\n\r\n")).contains("the server does not speak TLS");
        assertThat(answeredWith("")).contains("the server closed the connection without a word");
    }

    private String answeredWith(String words) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread other = Thread.startVirtualThread(() -> {
                try (Socket socket = server.accept()) {
                    assertThat(socket.getInputStream().read(new byte[16 * 1024]))
                            .isPositive();
                    socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                } catch (java.io.IOException e) {
                    throw new AssertionError(e);
                }
            });
            String out = doctor("127.0.0.1:" + server.getLocalPort()).out();
            other.join();
            return out;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:0", "localhost:99999", "localhost:x", "localhost --cert chain.pem", ""})
    void what_cannot_be_tried_is_usage(String line) {
        CommandRun run = doctor(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("  why: ", "  do:  ");
    }
}
