package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Gatehouse;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself: started as users start it, stopped as an operating system stops it. */
final class ProcessIT {
    private static final int SIGTERM_EXIT = 128 + 15;
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    /** A running {@code gatehouse up}; standard error goes the way of standard output. */
    private record Started(Process process, BufferedReader output) implements AutoCloseable {
        static Started in(Path folder, String... more) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Gatehouse.class.getName(),
                    "up",
                    "--port",
                    "0",
                    "--admin.port=0",
                    "--control.port=0",
                    "--observability.port=0",
                    "--store.data-directory=" + folder.resolve("data")));
            command.addAll(List.of(more));
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            var output = process.inputReader();
            List<String> seen = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                seen.add(line);
                if (line.startsWith("Next,")) {
                    return new Started(process, output);
                }
            }
            throw new AssertionError("the broker did not start: " + seen);
        }

        void terminate() {
            assertThat(process.toHandle().destroy()).isTrue(); // SIGTERM; Process::destroy would close the streams too
        }

        /** Reads on to a line with {@code text} in it. */
        void says(String text) throws IOException {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.contains(text)) {
                    return;
                }
            }
            throw new AssertionError("end of output (expected: " + text + ")");
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("ended within %s s", PATIENCE_SECONDS)
                    .isTrue();
            return process.exitValue();
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            output.close();
        }
    }

    @Test
    void sigterm_stops_in_order() throws Exception {
        try (Started broker = Started.in(folder)) {
            broker.terminate();

            assertThat(broker.exitCode()).isZero();
        }
        try (Started again = Started.in(folder)) { // what it left behind is good to go on with
            again.terminate();

            assertThat(again.exitCode()).isZero();
        }
    }

    @Test
    void a_second_sigterm_stops_at_once() throws Exception {
        try (Started broker = Started.in(folder, "--shutdown.drain=1h")) {
            broker.terminate();
            broker.says("a second signal stops at once");

            broker.terminate();

            assertThat(broker.exitCode()).isEqualTo(SIGTERM_EXIT);
        }
    }
}
