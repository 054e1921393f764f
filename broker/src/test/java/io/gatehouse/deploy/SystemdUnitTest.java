package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conf/systemd/gatehouse.service}. */
class SystemdUnitTest {
    private static final Path UNIT = Path.of("../conf/systemd/gatehouse.service");
    private static final Path SYSTEMD_ANALYZE = Path.of("/usr/bin/systemd-analyze");

    @TempDir
    Path folder;

    @Test
    void it_takes_from_the_broker_what_the_broker_does_not_need() throws Exception {
        assertThat(Files.readAllLines(UNIT))
                .contains(
                        "Type=notify",
                        "NotifyAccess=main",
                        "ProtectSystem=strict",
                        "NoNewPrivileges=yes",
                        "PrivateTmp=yes",
                        "CapabilityBoundingSet=",
                        "LimitNOFILE=1048576",
                        "TimeoutStopSec=120s",
                        "Restart=on-failure",
                        "StateDirectory=gatehouse",
                        "ExecReload=/bin/kill -HUP $MAINPID")
                .anyMatch(line -> line.matches("WatchdogSec=\\d+s"))
                .as("the JVM writes the code that it runs")
                .noneMatch(line -> line.startsWith("MemoryDenyWriteExecute"));
    }

    @Test
    void systemd_finds_nothing_wrong_with_it() throws Exception {
        assumeTrue(Files.isExecutable(SYSTEMD_ANALYZE), "no systemd-analyze here");
        Path program = folder.resolve("gatehouse");
        Files.writeString(program, "#!/bin/sh\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Path unit = folder.resolve("gatehouse.service");
        Files.writeString(unit, Files.readString(UNIT).replace("/opt/gatehouse/bin/gatehouse", program.toString()));

        assertThat(analyze("verify", "--man=no", unit.toString())).isEmpty();
    }

    @Test
    void systemd_rates_its_exposure_as_low() throws Exception {
        assumeTrue(Files.isExecutable(SYSTEMD_ANALYZE), "no systemd-analyze here");

        // Of 0 to 10, in tenths: what is left is the network, which is its business.
        assertThat(analyze("security", "--offline=true", "--threshold=20", "--no-pager", UNIT.toString()))
                .contains("Overall exposure level");
    }

    private static String analyze(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(SYSTEMD_ANALYZE.toString()));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(!said.contains("unrecognized option"), "this systemd is too old: " + said);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
