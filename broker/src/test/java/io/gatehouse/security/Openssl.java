package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.TestDevice;
import io.gatehouse.security.Frames.Connect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The openssl program as a device that speaks just enough MQTT 3.1.1 to be let in or not. It shares no code with us,
 * and keeps sessions as files that anybody may use who gets hold of them.
 */
record Openssl(Path folder, TestDevice device, String version) {
    /** Of the server, unless another is asked for. */
    static final String NAME = "one.example";

    private static final List<String> CREDENTIAL = List.of("-cert", "chain.pem", "-key", "key.pem");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CONNACK = "\u0020\u0002\u0000"; // no session was there

    /** @param version {@code -tls1_3} or {@code -tls1_2} */
    Openssl {
        device.writeTo(folder);
    }

    static boolean isInstalled() {
        try {
            Process process = new ProcessBuilder("openssl", "version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What the program said of one connection, to its end. */
    record Said(String text) {
        /** To a server on OpenSSL it goes compressed (RFC 8879), where both were built so. */
        private static final Pattern OWN_CERTIFICATE =
                Pattern.compile(">>> [^\\n]*Handshake \\[length [0-9a-f]+], (Compressed)?Certificate\\n");

        boolean resumed() {
            return text.contains("Reused, TLSv1.");
        }

        boolean sentCertificate() {
            return OWN_CERTIFICATE.matcher(text).find();
        }

        boolean gotTicket() {
            return text.contains("NewSessionTicket");
        }

        /** The return code of the CONNACK; -1 where the connection ended before there was one. */
        int connack() {
            int at = text.indexOf(CONNACK);
            return at < 0 || at + CONNACK.length() >= text.length() ? -1 : text.charAt(at + CONNACK.length());
        }
    }

    /** With certificate and key; keeps the session in {@code session} if it gets a ticket. */
    Said connect(int port, Path session) throws Exception {
        return run(port, NAME, session, CREDENTIAL);
    }

    /** With certificate and key, and a ticket of an earlier connection. */
    Said resume(int port, Path session) throws Exception {
        return resume(port, NAME, session);
    }

    /** Asks for another name. */
    Said resume(int port, String serverName, Path session) throws Exception {
        List<String> options = new ArrayList<>(CREDENTIAL);
        options.addAll(List.of("-sess_in", session.toString()));
        return run(port, serverName, session, options);
    }

    /** With the file alone: it was stolen, certificate and key were not. */
    Said resumeStolen(int port, Path session) throws Exception {
        return run(port, NAME, session, List.of("-sess_in", session.toString()));
    }

    private Said run(int port, String serverName, Path session, List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-CAfile",
                "ca.pem",
                "-ign_eof",
                "-msg",
                version));
        command.addAll(options);
        command.addAll(List.of("-servername", serverName, "-sess_out", session.toString()));
        byte[] connect = Connect.mqtt3(device.name()).bytes();
        byte[] all = Arrays.copyOf(connect, connect.length + Frames.DISCONNECT.length);
        System.arraycopy(Frames.DISCONNECT, 0, all, connect.length, Frames.DISCONNECT.length);
        Path input = Files.write(folder.resolve("packets"), all);
        Path output = Files.createTempFile(folder, "s_client", ".txt");
        Process program = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .start();
        try {
            // The broker ends the connection, and the program with it: a session is written until then.
            assertThat(program.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            program.destroy();
        }
        return new Said(Files.readString(output, StandardCharsets.ISO_8859_1));
    }
}
