package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.TlsSettings;
import io.gatehouse.tls.EnginesHere;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines that are made of files. */
class DoctorHostTest {
    @TempDir
    Path folder;

    private Path root;
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private @Nullable String timedatectl;

    @BeforeEach
    void aGoodMachine() throws Exception {
        root = folder.resolve("machine");
        openFiles("2000000");
        file("proc/sys/net/core/somaxconn", "4096\n");
        file("proc/meminfo", "MemTotal:       16777216 kB\nMemFree: 1 kB\n");
        file("sys/fs/cgroup/memory.max", "max\n");
        file("run/systemd/timesync/synchronized", "");
    }

    private void openFiles(String limit) throws Exception {
        file(
                "proc/self/limits",
                "Limit      Soft Limit  Hard Limit  Units\nMax open files   " + limit + "   9   files\n");
    }

    private void file(String name, String text) throws Exception {
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private String examined(Map<String, String> variables) {
        StringWriter out = new StringWriter();
        var environment = new Environment(
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                new ByteArrayInputStream(new byte[0]),
                variables,
                folder,
                false);
        Console console = new Console(environment, new GlobalOptions());
        var command = new DoctorHostCommand(
                console,
                new HostFacts(root),
                new ClockExam(root, () -> timedatectl, () -> now, Instant.parse("2026-11-20T00:00:00Z")));
        int exitCode = command.call();
        assertThat(exitCode).isEqualTo(out.toString().contains("PROBLEM") ? ExitCode.FAILED : ExitCode.OK);
        assertThat(out.toString().lines().filter(line -> line.matches("  (note|warning|PROBLEM) .*")))
                .as("findings, each with a fix")
                .hasSize((int) out.toString()
                        .lines()
                        .filter(line -> line.startsWith("           do:  "))
                        .count());
        return out.toString();
    }

    @Test
    void a_good_machine_has_no_problem() {
        assertThat(examined(Map.of()))
                .contains(
                        "ok       a process of this shell may open 2000000 files",
                        "ok       listener mqtts asks for 4096, the kernel gives up to 4096",
                        "ok       16.0 GiB here; heap up to 4.0 GiB, buffers outside of it up to 4.0 GiB",
                        "ok       systemd-timesyncd has set it by the network",
                        "ok       Java ",
                        " are free",
                        "ok       the file system is ",
                        "KiB are on disk in ")
                .doesNotContain("PROBLEM");
    }

    @Test
    void a_native_tls_library_that_the_broker_would_not_start_with_is_told() {
        EnginesHere.assumed(TlsSettings.Engine.BORINGSSL);
        assertThat(examined(Map.of())).contains("ok       BoringSSL loads");
        assertThat(examined(Map.of("GATEHOUSE_TLS_ENGINE", "openssl")))
                .contains(
                        "PROBLEM  the native TLS library is not the one that is configured",
                        "why: tls.engine: openssl, but this process was started with BoringSSL",
                        "do:  start it with GATEHOUSE_TLS_ENGINE=openssl in the environment");
        assertThat(examined(Map.of("GATEHOUSE_TLS_ENGINE", "jdk")))
                .contains("ok       tls.engine is jdk: no native TLS library is needed");
    }

    @Test
    void few_open_files_and_a_short_accept_queue_are_told() throws Exception {
        openFiles("1024");
        file("proc/sys/net/core/somaxconn", "128\n");

        assertThat(examined(Map.of()))
                .contains(
                        "PROBLEM  a process of this shell may open 1024 files",
                        "LimitNOFILE=1001000",
                        "warning  listener mqtts asks for 4096 and gets 128",
                        "sysctl -w net.core.somaxconn=4096");
        openFiles("20000");
        assertThat(examined(Map.of())).contains("warning  a process of this shell may open 20000 files");
        openFiles("unlimited");
        assertThat(examined(Map.of())).contains("may open any number of files");
    }

    @Test
    void heap_and_buffers_must_fit_into_the_memory() throws Exception {
        file("sys/fs/cgroup/memory.max", String.valueOf(1L << 30));
        assertThat(examined(Map.of())).contains("ok       1.0 GiB here; heap up to 255 MiB");
        assertThat(examined(Map.of("GATEHOUSE_JAVA_OPTS", "-Xmx768m")))
                .contains("PROBLEM  1.0 GiB here; heap up to 768 MiB, buffers outside of it up to 768 MiB");
        assertThat(examined(Map.of("GATEHOUSE_JAVA_OPTS", "-Xmx64m -XX:MaxDirectMemorySize=64m")))
                .contains("warning  a heap of 64 MiB is small");
    }

    @Test
    void where_nothing_can_be_seen_nothing_is_claimed() {
        root = folder.resolve("elsewhere");

        assertThat(examined(Map.of()))
                .contains(
                        "note     the limit of open files cannot be seen here",
                        "note     the kernel's longest accept queue cannot be seen here",
                        "note     the memory of this machine cannot be seen here",
                        "note     whether it is set by the network cannot be seen here");
    }

    @ParameterizedTest
    @CsvSource({
        "run/chrony/chronyd.pid, chronyd, , ok       chronyd runs",
        "run/ntpd.pid, ntpd, , ok       ntpd runs",
        "run/chrony/chronyd.pid, chronyd, yes, 'ok       it is kept by the network, by chronyd'",
        "run/ntpd.pid, ntpd, no, 'warning  ntpd runs, and the clock does not follow it'",
        "run/else.pid, else, yes, ok       it is kept by the network",
        "run/else.pid, else, no, warning  nobody keeps it",
        "run/else.pid, else, , note     whether it is set by the network cannot be seen here"
    })
    void who_keeps_the_clock_is_told_whichever_program_it_is(
            String pidFile, String process, @Nullable String word, String finding) throws Exception {
        Files.delete(root.resolve("run/systemd/timesync/synchronized"));
        file("proc/77/comm", process + "\n");
        timedatectl = word;

        assertThat(examined(Map.of())).contains("\nclock\n  " + finding);

        file("proc/77/comm", "hidden\n");
        file(pidFile, "77\n");
        assertThat(examined(Map.of())).contains("\nclock\n  " + finding);
    }

    @Test
    void what_a_program_left_behind_that_does_not_run_proves_nothing() throws Exception {
        Files.delete(root.resolve("run/systemd/timesync/synchronized"));
        file("run/ntpd.pid", "78\n");

        assertThat(examined(Map.of())).contains("note     whether it is set by the network cannot be seen here");
    }

    @Test
    void a_clock_from_before_the_program_was_built_is_a_problem() {
        now = Instant.parse("1970-01-01T00:02:00Z");

        assertThat(examined(Map.of()))
                .contains(
                        "PROBLEM  it shows 1970-01-01T00:02:00Z, and this Gatehouse is of 2026-11-20T00:00:00Z",
                        "CERTIFICATE_NOT_YET_VALID");
    }

    @Test
    void options_of_a_jvm_are_read_as_it_reads_them() {
        long memory = 8L << 30;
        assertThat(JvmMemory.of("", memory).heap()).isBetween(memory / 4 - 1000, memory / 4);
        assertThat(JvmMemory.of("-Xmx1g -Xmx2g", memory)).isEqualTo(new JvmMemory(2L << 30, 2L << 30)); // the last wins
        assertThat(JvmMemory.of("a -Xmx512m -XX:MaxDirectMemorySize=1G b", memory))
                .isEqualTo(new JvmMemory(512L << 20, 1L << 30));
        assertThat(JvmMemory.of("-XX:MaxRAMPercentage=50.0", memory).heap()).isBetween(memory / 2 - 1000, memory / 2);
        assertThat(List.of(JvmMemory.inWords(1536L << 20), JvmMemory.inWords(5L << 20)))
                .containsExactly("1.5 GiB", "5 MiB");
    }

    @Test
    void alone_it_looks_at_the_configuration_and_this_machine() {
        CommandRun run = CommandRun.in(folder, "doctor");

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(
                        "settings are accepted",
                        "\nopen files\n",
                        "\ndisk of ",
                        "note     the folder does not exist yet");
    }
}
