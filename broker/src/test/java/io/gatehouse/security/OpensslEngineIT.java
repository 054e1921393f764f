package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.Gatehouse;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker on the system's OpenSSL, as the launcher starts it. Where that is too old, or something else is missing,
 * what it says about it. Both are what a user of such a machine sees, and each is tested where it is so.
 */
final class OpensslEngineIT {
    private static final int PATIENCE_SECONDS = 60;
    private static final String BORINGSSL = "netty-tcnative-boringssl-static-";
    private static final Pattern NATIVE = Pattern.compile("netty-tcnative-(boringssl-static-)?\\d");
    private static final String[] JARS = System.getProperty("java.class.path").split(File.pathSeparator);
    private static final Path ASIDE = Path.of("target", "lib", "openssl");

    @TempDir
    private Path folder;

    /** Everything it said, and how it ended; {@code null} where it was ended here, once it was ready. */
    private record Ended(String said, @Nullable Integer exitCode) {}

    @FunctionalInterface
    private interface WhileItRuns {
        void act(Path data) throws Exception;
    }

    @Test
    void a_broker_on_the_systems_openssl_serves_a_device_or_says_why_not() throws Exception {
        Ended ended = up(withOpenssl(), Map.of("GATEHOUSE_TLS_ENGINE", "openssl"), data -> {
            command(data, "thing", "create", "lamp");
            command(data, "pub", "--as", "lamp", "lamp/hello", "on"); // at QoS 1, and is answered
        });

        if (ended.exitCode() == null) {
            assertThat(ended.said()).containsPattern("TLS\\s+OpenSSL 3\\.");
            return;
        }
        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.said())
                .contains("the broker did not start", "why: tls.engine: openssl does not load: ")
                .contains("or set tls.engine to boringssl or jdk")
                .doesNotContain("\tat ");
        assertThat(ended.said())
                .satisfiesAnyOf(
                        said -> assertThat(said)
                                .contains(
                                        "the libssl of this system is older than OpenSSL 3.2",
                                        "`OPENSSL_3.2.0' not found")
                                .contains("see which there is with: openssl version"),
                        said -> assertThat(said)
                                .contains("the Apache Portable Runtime, which it is linked with, is not installed")
                                .contains("libapr-1.so.0: cannot open shared object file")
                                .contains("apt-get install libapr1t64"),
                        said -> assertThat(said).contains("OpenSSL 3 is not installed"),
                        said -> assertThat(said).contains("is made for Linux on x86_64 only"));
    }

    @Test
    void openssl_in_the_file_alone_is_refused_with_how_to_start_it() throws Exception {
        Path file = Files.writeString(folder.resolve("gatehouse.yaml"), "tls: {engine: openssl}\n");

        Ended ended = up(withBoringSsl(), Map.of(), data -> {}, "--config", file.toString());

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.said())
                .contains("why: tls.engine: openssl, but this process was started with BoringSSL")
                .contains("do:  start it with GATEHOUSE_TLS_ENGINE=openssl in the environment, or with the flag"
                        + " --tls.engine=openssl");
    }

    /** {@code gatehouse up}, until it is ready and {@code act} is done, or until it ends by itself. */
    private Ended up(String classPath, Map<String, String> variables, WhileItRuns act, String... more)
            throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        ProcessBuilder builder = program(
                classPath, data, "up", "--port=0", "--admin.port=0", "--control.port=0", "--observability.port=0");
        builder.command().addAll(List.of(more));
        builder.environment().putAll(variables);
        Process process = builder.start();
        try (BufferedReader output = process.inputReader()) {
            List<String> said = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.startsWith("Next,")) {
                    act.act(data);
                    return new Ended(String.join("\n", said), null);
                }
            }
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Ended(String.join("\n", said), process.exitValue());
        } finally {
            process.destroy();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** A command of its operator, with the JDK's TLS. */
    private void command(Path data, String... arguments) throws Exception {
        Process process =
                program(System.getProperty("java.class.path"), data, arguments).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    private ProcessBuilder program(String classPath, Path data, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dlogback.configurationFile=logback.xml", // not the one of the tests
                "-cp",
                classPath,
                Gatehouse.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("GATEHOUSE_DATA", data.toString());
        return builder;
    }

    /** The class path of the tests with the other native library, which the build has put aside. */
    private static String withOpenssl() throws IOException {
        assumeTrue(Files.isDirectory(ASIDE), "netty-tcnative is not where the launcher takes it: run mvn verify");
        try (Stream<Path> jars = Files.list(ASIDE)) {
            return Stream.concat(
                            Stream.of(JARS).filter(jar -> !NATIVE.matcher(jar).find()),
                            jars.map(jar -> jar.toAbsolutePath().toString()))
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    private static String withBoringSsl() {
        String all = System.getProperty("java.class.path");
        assumeTrue(all.contains(BORINGSSL), "this JVM has no BoringSSL to be mistaken for");
        return all;
    }
}
