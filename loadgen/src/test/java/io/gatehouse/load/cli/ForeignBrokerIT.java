package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.fleet.IdentityFolder;
import io.gatehouse.load.fleet.Mint;
import io.gatehouse.load.fleet.NameTemplate;
import io.gatehouse.load.fleet.Progress;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.KeyKind;
import io.gatehouse.pki.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mosquitto with mutual TLS, which trusts the authority of the fleet. */
final class ForeignBrokerIT {
    @TempDir
    static Path ground;

    private static @Nullable Process mosquitto;
    private static int port;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        List<Path> programs = Stream.of("/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto")
                .map(Path::of)
                .filter(Files::isExecutable)
                .toList();
        assumeFalse(programs.isEmpty(), "mosquitto is not installed: apt-get install mosquitto");
        DevelopmentCa server = DevelopmentCa.openOrCreate(ground.resolve("server"));
        Files.writeString(ground.resolve("server.crt"), Pem.of(server.serverChain()));
        Files.writeString(
                ground.resolve("server.key"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(server.serverKey().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        Played printed = Played.of(
                ground, "pairs", "--print-ca", ground.resolve("fleet.crt").toString(), "--authority", authority());
        assertThat(printed.exitCode()).as(printed.words()).isZero();
        port = freePort();
        Files.writeString(ground.resolve("mosquitto.conf"), """
                user root
                listener %d 127.0.0.1
                cafile fleet.crt
                certfile server.crt
                keyfile server.key
                require_certificate true
                use_identity_as_username true
                max_queued_messages 0
                """.formatted(port));
        mosquitto = new ProcessBuilder(programs.getFirst().toString(), "-c", "mosquitto.conf")
                .directory(ground.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ground.resolve("mosquitto.log").toFile())
                .start();
        await().until(ForeignBrokerIT::listens);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        Process started = mosquitto;
        if (started != null) {
            started.destroy();
            started.waitFor();
        }
    }

    private static String authority() {
        return ground.resolve("fleet").toString();
    }

    private Played pairs(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "pairs",
                "-r",
                "100",
                "-d",
                "1s",
                "-q",
                "1",
                "--foreign",
                "--host",
                "localhost",
                "--port",
                "" + port,
                "--ca",
                ground.resolve("server/pki/root.pem").toString()));
        arguments.addAll(List.of(more));
        return Played.of(folder, arguments.toArray(String[]::new));
    }

    private static void allCame(Played played, int devices) {
        assertThat(played.exitCode()).as(played.words()).isZero();
        assertThat(played.result().path("failures")).isEmpty();
        assertThat(played.count("connected")).isEqualTo(devices);
        assertThat(played.count("acknowledged")).isEqualTo(100);
        assertThat(played.count("received")).isEqualTo(100);
    }

    @Test
    void a_fleet_is_made_by_the_authority_that_was_printed() throws IOException {
        allCame(pairs("-c", "6", "--authority", authority()), 6);
    }

    @Test
    void devices_of_a_folder_and_one_certificate_for_all_connect() throws IOException {
        Path devices = folder.resolve("devices");
        List<Identity> identities = done(Mint.ofItsOwn(Path.of(authority())))
                .identities(done(NameTemplate.of("lamp-%i")), 0, 2, KeyKind.P256, Progress.NONE);
        done(IdentityFolder.write(devices, identities, "", null, Progress.NONE));

        allCame(pairs("--devices", devices.toString()), 2);
        allCame(
                pairs(
                        "-c",
                        "4",
                        "--cert",
                        devices.resolve("lamp-0/chain.pem").toString(),
                        "--key",
                        devices.resolve("lamp-0/key.pem").toString()),
                4);
    }

    @Test
    void a_fleet_of_another_authority_is_refused_in_one_line() throws IOException {
        Played played =
                pairs("-c", "2", "--authority", folder.resolve("another").toString());

        assertThat(played.exitCode()).as(played.words()).isEqualTo(3);
        assertThat(played.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("load-0", "TLS alert: unknown_ca", "does not take this certificate");
    }

    private static <T> T done(Attempt<T> attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Done.class);
        return ((Attempt.Done<T>) attempt).value();
    }
}
