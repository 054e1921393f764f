package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.gatehouse.Counted;
import io.gatehouse.FleetBroker;
import io.gatehouse.load.fleet.Attempt;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.fleet.IdentityFolder;
import io.gatehouse.load.fleet.Mint;
import io.gatehouse.load.fleet.NameTemplate;
import io.gatehouse.load.fleet.Progress;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.KeyKind;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with devices, a broker or a number is one clear line before the fleet starts. */
final class BadInputIT {
    @TempDir
    static Path data;

    private static FleetBroker broker;

    @TempDir
    Path folder;

    private Path devices;
    private Counted before;

    @BeforeAll
    static void start() throws Exception {
        broker = FleetBroker.start(data);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** By an authority that the broker does not know. */
    @BeforeEach
    void make() {
        devices = folder.resolve("devices");
        List<Identity> identities = done(Mint.ofItsOwn(folder.resolve("stranger")))
                .identities(done(NameTemplate.of("lamp-%i")), 0, 2, KeyKind.P256, Progress.NONE);
        done(IdentityFolder.write(devices, identities, "", null, Progress.NONE));
        before = broker.counted();
    }

    private static <T> T done(Attempt<T> attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Done.class);
        return ((Attempt.Done<T>) attempt).value();
    }

    /** Nothing was registered and nobody let in. */
    private void oneLine(int exitCode, List<String> arguments, String... words) throws Exception {
        Played played = Played.of(folder, arguments.toArray(String[]::new));

        assertThat(played.exitCode()).as(played.words()).isEqualTo(exitCode);
        assertThat(played.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("gatehouse load: ")
                .contains(words);
        assertThat(played.result()).isEmpty();
        assertThat(broker.counted().since(before).of("gatehouse_connects_total", "result=\"accepted\""))
                .isZero();
        assertThat(broker.registry().things("", null, 1)).isEmpty();
    }

    private List<String> registered(String... arguments) {
        List<String> all = new ArrayList<>(List.of("idle", "-c", "2", "-d", "100ms", "--data", data.toString()));
        all.addAll(List.of(arguments));
        return all;
    }

    private List<String> foreign(String host, int port, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "idle",
                "-c",
                "2",
                "-d",
                "100ms",
                "--foreign",
                "--host",
                host,
                "--port",
                "" + port,
                "--ca",
                data.resolve("pki/root.pem").toString()));
        all.addAll(List.of(arguments));
        return all;
    }

    @Test
    void a_key_that_nobody_may_read() throws Exception {
        Path key = devices.resolve("lamp-0/key.pem");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(key), "this user reads every file");

        oneLine(2, registered("--devices", devices.toString()), key.toString(), "not readable by you");
    }

    @Test
    void a_key_that_is_none() throws Exception {
        Path key = devices.resolve("lamp-0/key.pem");
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nnothing\n-----END PRIVATE KEY-----\n");

        oneLine(2, registered("--devices", devices.toString()), key.toString(), "damaged (expected: PEM)");
    }

    @Test
    void a_key_of_another_certificate() throws Exception {
        Path key = devices.resolve("lamp-0/key.pem");
        Files.copy(devices.resolve("lamp-1/key.pem"), key, StandardCopyOption.REPLACE_EXISTING);

        oneLine(2, registered("--devices", devices.toString()), key.toString(), "not the key of");
    }

    @Test
    void a_folder_with_nothing_in_it() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        oneLine(2, registered("--devices", empty.toString()), empty.toString(), "no identities (expected: ");
    }

    @Test
    void a_list_with_a_row_that_is_wrong() throws Exception {
        Path list = folder.resolve("devices.csv");
        Files.writeString(list, """
                name,certificate,key
                lamp-0,devices/lamp-0/chain.pem,devices/lamp-0/key.pem
                lamp-1,devices/lamp-1/chain.pem
                """);

        oneLine(2, registered("--devices-csv", list.toString()), list + ":3: not three fields");
    }

    @Test
    void a_host_that_does_not_answer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            oneLine(
                    3,
                    foreign("localhost", silent.getLocalPort(), "--devices", devices.toString(), "--timeout", "500ms"),
                    "lamp-0",
                    "timed out",
                    "--timeout");
        }
    }

    @Test
    void a_host_that_nobody_knows() throws Exception {
        oneLine(3, foreign("nowhere.invalid", 8883, "--devices", devices.toString()), "--host: nowhere.invalid");
    }

    @Test
    void a_certificate_that_the_broker_does_not_know() throws Exception {
        oneLine(
                3,
                foreign(
                        "localhost",
                        broker.address().getPort(),
                        "--cert",
                        devices.resolve("lamp-0/chain.pem").toString(),
                        "--key",
                        devices.resolve("lamp-0/key.pem").toString()),
                "load-0",
                "CONNACK: not authorized",
                "certificate");
    }

    @Test
    void a_broker_of_another_authority() throws Exception {
        DevelopmentCa.openOrCreate(folder.resolve("other"));

        oneLine(3, registered("--ca", folder.resolve("other/pki/root.pem").toString()), "load-0", "look at --ca");
    }

    @ParameterizedTest
    @CsvSource({
        "mixed --bad 2, --bad: 2.0 (expected: 0 to 1)",
        "mixed --bad -1, --bad: -1.0 (expected: 0 to 1)",
        "mixed --bad 1, --clients: 100 (expected: 102 or more",
        "mixed --bad 0.5 -c 2, --clients: 2 (expected: 3 or more",
        "idle --port 0, --port: 0 (expected: 1 to 65535)",
        "idle --port 70000, --port: 70000 (expected: 1 to 65535)",
        "idle --port -1, --port: -1 (expected: 1 to 65535)",
        "mixed --bad NaN, --bad: NaN (expected: 0 to 1)",
        "revoke --revoke -1, --revoke: -1 (expected: 1 to 100",
        "revoke --revoke 0, --revoke: 0 (expected: 1 to 100",
        "revoke --revoke 5000, --revoke: 5000 (expected: 1 to 100",
        "pairs -c 1, --clients: 1 (expected: 2 or more",
        "rotate -c 1, --clients: 1 (expected: 2 or more",
        "fan-in -c 5 --subscribers 5, --clients: 5 (expected: 6 or more",
        "max shared -c 5 --subscribers 5, --clients: 5 (expected: 6 or more",
        "max pairs --precision 0, --precision: 0.0 (expected: 0.005 to 1)",
        "idle --metrics-port -1, --metrics-port: -1 (expected: 0 to 65535)",
        "idle --metrics-port 70000, --metrics-port: 70000 (expected: 0 to 65535)",
        "idle --timeout 0s, --timeout: 0 (expected: more)",
        "pairs --duration 0s, --duration: 0 (expected: more)",
        "pairs -c many, Invalid value for option '--clients'",
        "pairs --nonsense, Unknown option: '--nonsense'",
        "pairs --topic a/%x, --topic: %x in a/%x",
        "pairs --payload-template no-stamp, --payload-template: no-stamp (expected: %s in it",
        "revoke --devices folder, this scenario revokes certificates for good",
        "rotate --save folder, this scenario revokes certificates for good",
        "pairs --devices folder --save other, --save: the devices are brought along",
        "run nowhere.yaml, nowhere.yaml: cannot be read"
    })
    void a_number_that_makes_no_sense(String arguments, String words) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments.split(" ", -1)));
        all.addAll(List.of("--data", data.toString()));

        oneLine(2, all, words);
    }
}
