package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.config.MemorySettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the top of the repository, in an installation made for the test, with JDKs that only look so. */
class LauncherTest {
    private static final Path SCRIPT =
            Path.of("..", "gatehouse").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private Path installation;

    @BeforeEach
    void install() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no bash here");
        installation = Files.createDirectories(folder.resolve("installation"));
        Files.createDirectories(installation.resolve("broker/target/lib"));
        Files.writeString(installation.resolve("broker/target/gatehouse.jar"), "");
        Path script = Files.copy(SCRIPT, installation.resolve("gatehouse"));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Run(int exitCode, String text) {}

    @Test
    void the_script_parses() throws Exception {
        assertThat(run(folder, Map.of(), "/bin/bash", "-n", SCRIPT.toString()).exitCode())
                .isZero();
    }

    @Test
    void a_named_jdk_is_used_with_the_flags_of_a_short_command() throws Exception {
        Path jdk = jdk("25.0.1");

        Run run = launch(Map.of("GATEHOUSE_JAVA_HOME", jdk.toString()), "--data", "up", "thing", "ls");

        assertThat(run.exitCode()).isZero();
        assertThat(run.text())
                .contains(
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "io.gatehouse.Gatehouse --data up thing ls")
                .contains(installation
                        .toRealPath()
                        .resolve("broker/target/gatehouse.jar")
                        .toString());
    }

    @Test
    void up_gets_the_flags_of_a_server_and_options_of_the_operator() throws Exception {
        Map<String, String> variables =
                Map.of("GATEHOUSE_JAVA_HOME", jdk("26").toString(), "GATEHOUSE_JAVA_OPTS", "-Xmx1g -Dx=y");

        Run run = launch(variables, "up", "--port", "0");

        assertThat(run.text())
                .contains("-XX:+ExitOnOutOfMemoryError", "-Xmx1g -Dx=y -cp ", "io.gatehouse.Gatehouse up --port 0")
                .doesNotContain("UseSerialGC");
    }

    @Test
    void a_limit_of_memory_reaches_the_jvm_wherever_it_is_written() throws Exception {
        String java = jdk("25").toString();
        Path file = installation.resolve("gatehouse.yaml");
        Files.writeString(file, """
                limits:
                  limit: 5GiB # of something else
                memory: # all of it
                  # limit: 2GiB
                  limit: 1000MiB # at least 384MiB
                store:
                  limit: 6GiB
                """);
        String flags = new MemorySettings(1000L << 20).flags();

        assertThat(flags).isEqualTo("-Xmx450m -XX:MaxDirectMemorySize=200m");
        Map<String, String> plain = Map.of("GATEHOUSE_JAVA_HOME", java);
        assertThat(launch(plain, "up", "--memory.limit=1000MiB").text()).contains(flags);
        assertThat(launch(plain, "up", "--config", file.toString()).text()).contains(flags);
        assertThat(launch(plain, "up", "--config=" + file).text()).contains(flags);
        assertThat(launch(Map.of("GATEHOUSE_JAVA_HOME", java, "GATEHOUSE_CONFIG", file.toString()), "up")
                        .text())
                .contains(flags);
        assertThat(launch(Map.of("GATEHOUSE_JAVA_HOME", java, "GATEHOUSE_MEMORY_LIMIT", "1048576000"), "up")
                        .text())
                .contains(flags);
        assertThat(launch(plain, "up", "--memory.limit=2GiB", "--config", file.toString())
                        .text())
                .contains(new MemorySettings(2L << 30).flags());
        assertThat(launch(plain, "up", "--memory.limit=0").text()).doesNotContain("-Xmx");
        assertThat(launch(plain, "config", "check", "--config", file.toString()).text())
                .as("a command is no broker")
                .doesNotContain("-Xmx");
    }

    @Test
    void openssl_takes_the_place_of_boringssl_where_it_was_asked_for() throws Exception {
        Path libraries = installation.toRealPath().resolve("broker/target/lib");
        Files.createDirectories(libraries.resolve("openssl"));
        for (String jar : List.of(
                "netty-handler-4.jar",
                "netty-tcnative-classes-2.jar",
                "netty-tcnative-boringssl-static-2.jar",
                "netty-tcnative-boringssl-static-2-linux-x86_64.jar",
                "openssl/netty-tcnative-2-linux-x86_64.jar")) {
            Files.writeString(libraries.resolve(jar), "");
        }
        String home = jdk("25").toString();
        String withOpenssl = " -cp " + libraries.resolveSibling("gatehouse.jar") + ":"
                + libraries.resolve("netty-handler-4.jar") + ":" + libraries.resolve("netty-tcnative-classes-2.jar")
                + ":" + libraries.resolve("openssl/netty-tcnative-2-linux-x86_64.jar") + " io.gatehouse.Gatehouse";
        String asEver = " -cp " + libraries.resolveSibling("gatehouse.jar") + ":" + libraries + "/* io.gatehouse";
        Map<String, String> plain = Map.of("GATEHOUSE_JAVA_HOME", home);
        Map<String, String> asked = Map.of("GATEHOUSE_JAVA_HOME", home, "GATEHOUSE_TLS_ENGINE", "openssl");

        assertThat(launch(asked, "doctor", "host").text()).contains(withOpenssl);
        assertThat(launch(plain, "up", "--tls.engine=openssl").text()).contains(withOpenssl);
        assertThat(launch(plain, "up").text()).contains(asEver);
        assertThat(launch(asked, "up", "--tls.engine=boringssl").text())
                .as("a flag wins over the environment, as in the configuration")
                .contains(asEver);
        assertThat(launch(plain, "pub", "topic", "--tls.engine=openssl").text())
                .as("what is published is no flag")
                .contains(asEver);
    }

    @Test
    void a_named_jdk_that_is_too_old_is_not_replaced_behind_ones_back() throws Exception {
        Run run = launch(Map.of("GATEHOUSE_JAVA_HOME", jdk("17.0.9").toString()), "version");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.text()).contains("is 17 (GATEHOUSE_JAVA_HOME)", "why: ", "do: ", "https://adoptium.net");
    }

    @Test
    void an_old_java_home_is_passed_over_for_a_newer_one() throws Exception {
        Map<String, String> variables = Map.of(
                "JAVA_HOME", jdk("1.8.0_402").toString(),
                "JDK25_HOME", jdk("25").toString());

        assertThat(launch(variables, "version").text()).contains("java of 25 ");
    }

    @Test
    void it_is_found_behind_a_symbolic_link_from_another_folder() throws Exception {
        Path link = folder.resolve("links/gatehouse");
        Files.createDirectories(folder.resolve("links"));
        Files.createSymbolicLink(link, Path.of("../installation/gatehouse"));

        Run run = run(folder, Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString()), link.toString(), "version");

        assertThat(run.text()).contains(installation.toRealPath() + "/broker/target/gatehouse.jar");
    }

    @Test
    void arguments_reach_the_command_as_they_were_typed() throws Exception {
        Run run = launch(
                Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString()), "pub", "--as", "a b", "t", "{\"on\": true}");

        assertThat(run.text()).endsWith("Gatehouse pub --as a b t {\"on\": true}\n[5 words]\n");
    }

    @Test
    void a_checkout_without_maven_says_what_to_install() throws Exception {
        Files.delete(installation.resolve("broker/target/gatehouse.jar"));
        Files.createDirectories(installation.resolve("broker/src/main"));

        Run run = launch(Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString()), "version");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.text()).contains("Maven is missing", "https://maven.apache.org");
    }

    @Test
    void newer_sources_are_built_first_and_once() throws Exception {
        source();
        maven("echo built; echo new > " + installation.resolve("broker/target/gatehouse.jar"));
        Map<String, String> variables = Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString());

        Run first = launch(variables, "version");
        Run second = launch(variables, "version");

        assertThat(first.text()).contains("building Gatehouse", "built in ", "java of 25");
        assertThat(second.text()).doesNotContain("building").contains("java of 25");
        assertThat(installation.resolve("broker/target/.build-lock")).doesNotExist();
    }

    @Test
    void a_build_that_fails_shows_its_end_and_keeps_the_jar_before() throws Exception {
        source();
        maven("echo 'COMPILATION ERROR in Lamp.java'; exit 1");

        Run run = launch(Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString()), "version");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.text()).contains("COMPILATION ERROR in Lamp.java", "the build failed", "build.log");
        assertThat(installation.resolve("broker/target/gatehouse.jar")).exists();
        assertThat(installation.resolve("broker/target/.build-lock")).doesNotExist();
    }

    @Test
    void a_lock_left_by_a_build_that_was_killed_is_taken_over() throws Exception {
        source();
        maven("echo new > " + installation.resolve("broker/target/gatehouse.jar"));
        Path lock = Files.createDirectories(installation.resolve("broker/target/.build-lock"));
        Process dead = new ProcessBuilder("/bin/true").start();
        assertThat(dead.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Files.writeString(lock.resolve("pid"), dead.pid() + "\n");

        assertThat(launch(Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString()), "version")
                        .text())
                .contains("built in ", "java of 25");
    }

    @Test
    void a_build_that_is_broken_off_keeps_the_jar_before() throws Exception {
        Files.writeString(installation.resolve("broker/target/gatehouse.jar"), "before");
        source();
        maven("echo half > " + installation.resolve("broker/target/gatehouse.jar")
                + "; kill -TERM $PPID; exec sleep 30");

        Run run = launch(Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString()), "version");

        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(installation.resolve("broker/target/gatehouse.jar")).hasContent("before");
        assertThat(installation.resolve("broker/target/gatehouse.jar.previous")).doesNotExist();
        assertThat(installation.resolve("broker/target/.build-lock")).doesNotExist();
    }

    @Test
    void of_many_that_find_a_dead_lock_one_builds() throws Exception {
        source();
        Path builds = folder.resolve("builds");
        maven("echo x >> " + builds + "; echo new > " + installation.resolve("broker/target/gatehouse.jar"));
        Path lock = Files.createDirectories(installation.resolve("broker/target/.build-lock"));
        Process dead = new ProcessBuilder("/bin/true").start();
        assertThat(dead.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Files.writeString(lock.resolve("pid"), dead.pid() + "\n");
        Map<String, String> variables = Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString());
        launch(Map.of("GATEHOUSE_BUILD", "never"), "version"); // links the tools, which six at once would race to do

        List<Run> runs = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Run>> running = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                running.add(threads.submit(() -> launch(variables, "version")));
            }
            for (Future<Run> run : running) {
                runs.add(run.get());
            }
        }

        assertThat(runs).allSatisfy(run -> assertThat(run.text()).contains("java of 25"));
        assertThat(Files.readAllLines(builds)).hasSize(1);
        assertThat(lock).doesNotExist();
    }

    @Test
    void bench_is_built_when_it_is_asked_for_and_a_running_broker_keeps_its_jar() throws Exception {
        source();
        Path broker = installation.resolve("broker/target/gatehouse.jar");
        Files.writeString(broker, "running");
        module("loadgen"); // whose figures it draws with
        module("bench");
        maven("echo \"maven $*\" > " + folder.resolve("asked") + "; echo new > " + broker + "; echo new > "
                + installation.resolve("bench/target/benchmarks.jar"));
        Map<String, String> variables = Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString());

        try (var running = Files.newBufferedReader(broker)) {
            Run run = launch(variables, "bench", "report", "--profile=quick");

            assertThat(run.exitCode()).as(run.text()).isZero();
            assertThat(run.text()).contains("io.gatehouse.report.BenchCommand report --profile=quick");
            assertThat(folder.resolve("asked")).content().contains("-pl bench -am package");
            assertThat(running.readLine()).isEqualTo("running");
        }
        assertThat(launch(variables, "bench", "compare").text()).doesNotContain("building");
    }

    @Test
    void load_is_built_when_it_is_asked_for_and_gets_the_rest_of_the_line() throws Exception {
        source();
        module("loadgen");
        maven("echo \"maven $*\" > " + folder.resolve("asked") + "; echo new > "
                + installation.resolve("broker/target/gatehouse.jar") + "; echo new > "
                + installation.resolve("loadgen/target/loadgen.jar"));
        Map<String, String> variables = Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString());

        Run run = launch(variables, "load", "pairs", "--qos=1");

        assertThat(run.exitCode()).as(run.text()).isZero();
        assertThat(run.text()).contains("io.gatehouse.load.cli.LoadCommand pairs --qos=1");
        assertThat(folder.resolve("asked")).content().contains("-pl loadgen -am package");
        assertThat(launch(variables, "load", "idle").text()).doesNotContain("building");
    }

    @Test
    void an_installation_runs_what_lies_beside_it_with_the_java_it_brings_along() throws Exception {
        Path script = installed();
        Files.move(jdk("25.0.3"), script.resolve("../../runtime").normalize());

        Run run = run(folder, Map.of("JAVA_HOME", jdk("26").toString()), script.toString(), "up");

        Path home = folder.toRealPath().resolve("opt");
        assertThat(run.text())
                .contains("java of 25.0.3", " -cp " + home + "/lib/gatehouse.jar:" + home + "/lib/* ")
                .contains("-Djava.library.path=" + home + "/lib/native")
                .doesNotContain("AOTCache");
    }

    @Test
    void a_start_up_cache_is_taken_with_the_class_path_it_was_made_for() throws Exception {
        Path script = installed();
        Path lib = folder.toRealPath().resolve("opt/lib");
        for (String name : List.of("netty-b.jar", "jackson-a.jar", "gatehouse.aot")) {
            Files.writeString(lib.resolve(name), "");
        }

        Run run = run(folder, Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString()), script.toString(), "healthcheck");

        assertThat(run.text())
                .contains("-XX:AOTCache=" + lib + "/gatehouse.aot", "-Xlog:all=warning:stderr")
                .contains(" -cp " + lib + "/gatehouse.jar:" + lib + "/jackson-a.jar:" + lib + "/netty-b.jar io.");
    }

    @Test
    void an_installation_says_what_it_has_not() throws Exception {
        Path script = installed();
        Map<String, String> variables = Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString());

        Run load = run(folder, variables, script.toString(), "load", "pairs");
        Run bench = run(folder, variables, script.toString(), "bench", "report");

        assertThat(load.exitCode()).isEqualTo(2);
        assertThat(load.text()).contains("the load generator is not installed", "lib/load/loadgen.jar", "do: ");
        assertThat(bench.exitCode()).isEqualTo(2);
        assertThat(bench.text()).contains("there are no benchmarks here", "do: ");
    }

    @Test
    void a_checkout_makes_no_start_up_cache() throws Exception {
        Run run = launch(Map.of("GATEHOUSE_JAVA_HOME", jdk("25").toString()), "aot");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.text()).contains("no start-up cache was made", "broker/target/dist/bin/gatehouse aot");
    }

    /** The script of an installation, without sources. */
    private Path installed() throws Exception {
        Path script = Files.createDirectories(folder.resolve("opt/bin")).resolve("gatehouse");
        Files.move(installation.resolve("gatehouse"), script);
        Files.createDirectories(folder.resolve("opt/lib/native"));
        Files.writeString(folder.resolve("opt/lib/gatehouse.jar"), "");
        return script;
    }

    private void module(String name) throws Exception {
        Files.createDirectories(installation.resolve(name + "/src/main"));
        Files.writeString(installation.resolve(name + "/pom.xml"), "");
    }

    private void source() throws Exception {
        Path main = Files.createDirectories(installation.resolve("broker/src/main"));
        Files.writeString(installation.resolve("pom.xml"), "");
        Files.writeString(installation.resolve("broker/pom.xml"), "");
        Path jar = installation.resolve("broker/target/gatehouse.jar");
        Files.setLastModifiedTime(jar, java.nio.file.attribute.FileTime.fromMillis(0));
        Files.writeString(main.resolve("Lamp.java"), "");
    }

    /** A folder that looks like a JDK, whose java prints what it was called with. */
    private Path jdk(String version) throws Exception {
        Path home = folder.resolve("jdk-" + version);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(
                home.resolve("bin/java"),
                "echo \"java of "
                        + version + " $*\"; "
                        + "while ! case ${1##*.} in Gatehouse | BenchCommand | LoadCommand) true ;; *) false ;; esac; "
                        + "do shift; done; shift; echo \"[$# words]\"");
        return home;
    }

    private void maven(String body) throws Exception {
        Files.createDirectories(folder.resolve("bin"));
        script(folder.resolve("bin/mvn"), body);
    }

    private static void script(Path file, String body) throws Exception {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Run launch(Map<String, String> variables, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(installation.resolve("gatehouse").toString()));
        command.addAll(List.of(arguments));
        return run(folder, variables, command.toArray(String[]::new));
    }

    /** Only the programs of the system are on the PATH, and those of the test: no Maven and no JDK of this machine. */
    private Run run(Path in, Map<String, String> variables, String... command) throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of(
                "bash",
                "sh",
                "dirname",
                "readlink",
                "head",
                "find",
                "cat",
                "mkdir",
                "rm",
                "rmdir",
                "mv",
                "touch",
                "tail",
                "sleep")) {
            Path program = Path.of("/bin", tool);
            Path target = Files.exists(program) ? program : Path.of("/usr/bin", tool);
            if (Files.notExists(tools.resolve(tool))) {
                Files.createSymbolicLink(tools.resolve(tool), target);
            }
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", folder.resolve("bin") + ":" + tools);
        builder.environment().put("HOME", folder.toString());
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), text);
    }
}
