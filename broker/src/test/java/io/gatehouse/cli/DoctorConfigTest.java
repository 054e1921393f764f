package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.control.RunningAdmin;
import io.gatehouse.pki.DevelopmentCa;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorConfigTest {
    /** Free ports, whatever runs on this machine. */
    private static final String[] QUIET = {"--listeners.mqtts.port=0", "--control.port=0", "--observability.port=0"};

    @TempDir
    Path folder;

    private CommandRun doctor(String... arguments) {
        List<String> line = new ArrayList<>(List.of("doctor", "config"));
        line.addAll(Arrays.asList(QUIET));
        line.addAll(Arrays.asList(arguments));
        return CommandRun.in(folder, line.toArray(String[]::new));
    }

    @Test
    void the_defaults_have_no_problem() {
        CommandRun run = doctor();

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("settings are accepted").endsWith("no problems, no warnings\n");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void every_problem_of_a_file_is_told_with_its_place() throws Exception {
        Files.writeString(
                folder.resolve("gatehouse.yaml"), "limits:\n  max-packet-bites: 1MiB\ntls:\n  versions: [9]\n");

        CommandRun run = doctor("gatehouse.yaml");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out())
                .contains("gatehouse.yaml:2", "max-packet-bites", "write limits.max-packet-bytes, or correct it")
                .contains("tls.versions", "2 problems");
    }

    @ParameterizedTest
    @CsvSource({
        "--tls.resumption=true, warning  tls.resumption is on",
        "--tls.expired-certificate-grace=24h, warning  tls.expired-certificate-grace: 24 h",
        "--limits.connect-timeout=500ms, warning  limits.connect-timeout: 500 ms is short",
        "--tls.handshake-timeout=1s, warning  tls.handshake-timeout: 1000 ms is short",
        "--limits.max-queued-messages=0, warning  limits.max-queued-messages or",
        "--admin.host=0.0.0.0, PROBLEM  admin.host: 0.0.0.0 is reachable from other machines",
        "--observability.host=0.0.0.0, warning  observability.host: 0.0.0.0 is reachable from other machines",
        "--listeners.mqtts.host=0.0.0.0, warning  it is reachable from other machines with a development certificate",
        "--listeners.mqtts.host=no-such-host.invalid, PROBLEM  host no-such-host.invalid has no address"
    })
    void what_is_accepted_and_unwise_is_told(String flag, String words) {
        assertThat(doctor(flag).out()).contains(words);
    }

    @Test
    void small_limits_are_told() {
        assertThat(doctor(
                                "--limits.max-packet-bytes=1KiB",
                                "--limits.max-packet-bytes-before-connect=1KiB",
                                "--limits.max-payload-bytes=512",
                                "--limits.max-user-property-bytes=256")
                        .out())
                .contains("warning  limits.max-packet-bytes: 1024 is small")
                .contains("warning  limits.max-packet-bytes-before-connect: 1024 is small");
    }

    @Test
    void a_port_in_use_is_a_problem_unless_the_broker_here_runs() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String flag = "--listeners.mqtts.port=" + other.getLocalPort();
            assertThat(CommandRun.in(folder, "doctor", "config", flag).out())
                    .contains("PROBLEM  the port cannot be taken: ", "ss -ltnp");
            try (RunningAdmin _ = RunningAdmin.inMemory(folder.resolve("data"))) {
                assertThat(CommandRun.in(folder, "doctor", "config", flag).out())
                        .contains(
                                "note     the port is in use, and a broker runs on the data folder",
                                "do:  nothing, if it is; see who it is: ss -ltnp 'sport = :");
            }
        }
    }

    @Test
    void the_servers_certificate_and_key_are_looked_at() throws Exception {
        DevelopmentCa.openOrCreate(folder.resolve("data"));
        TestDevice lamp = RunningBroker.stranger("lamp");
        lamp.writeTo(folder);
        Files.setPosixFilePermissions(folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(doctor("--tls.certificate=data/pki/server.pem", "--tls.key=data/pki/server-key.pem")
                        .out())
                .contains("ok       key and certificate belong together")
                .doesNotContain("names no server");
        assertThat(doctor("--tls.certificate=chain.pem", "--tls.key=key.pem").out())
                .contains(
                        "PROBLEM  its extendedKeyUsage leaves out serverAuth",
                        "PROBLEM  it names no server",
                        "PROBLEM  others on this machine can read ");
        assertThat(doctor("--tls.certificate=missing.pem", "--tls.key=key.pem").out())
                .contains("PROBLEM  the broker does not start with it", "no such file");
    }

    @Test
    void secrets_that_others_can_read_are_a_problem() throws Exception {
        DevelopmentCa.openOrCreate(folder.resolve("data"));
        Files.setPosixFilePermissions(
                folder.resolve("data/pki/root-key.pem"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(folder.resolve("data"), PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(doctor().out())
                .contains("chmod 700 " + folder.resolve("data"), "chmod 600 " + folder.resolve("data/pki/root-key.pem"))
                .contains("ok       server-key.pem is for its owner alone");
    }

    @Test
    void a_data_folder_of_somebody_else_is_not_called_good() throws Exception {
        DevelopmentCa.openOrCreate(folder.resolve("data"));
        Files.setPosixFilePermissions(folder.resolve("data"), PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isExecutable(folder.resolve("data")), "this user may look into everything");

            assertThat(doctor().out()).contains("note     what is in it cannot be looked at by you");
        } finally {
            Files.setPosixFilePermissions(folder.resolve("data"), PosixFilePermissions.fromString("rwx------"));
        }
    }
}
