package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The command of an installation.
 *
 * @param command its first words; what they start keeps the process id
 * @param environment all of it
 * @param folder where it is typed
 */
record Installed(List<String> command, Map<String, String> environment, Path folder) {
    private static final int PATIENCE_SECONDS = 120;

    /** What came of a command that ended. */
    record Run(int exitCode, String text) {}

    Run run(String... arguments) throws IOException, InterruptedException {
        Process process = start(List.of(arguments));
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), text);
    }

    /** A broker that accepts connections. */
    Up up(List<String> arguments) throws IOException {
        Up up = new Up(start(arguments));
        up.says("Next, in another terminal");
        return up;
    }

    private Process start(List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>(command);
        words.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** A broker that runs. */
    static final class Up implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;
        private final List<String> said = new ArrayList<>();

        Up(Process process) {
            this.process = process;
            this.output = process.inputReader(StandardCharsets.UTF_8);
        }

        /** Reads on to a line with {@code text} in it. */
        void says(String text) throws IOException {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.contains(text)) {
                    return;
                }
            }
            throw new AssertionError("end of output (expected: " + text + "): " + said);
        }

        List<String> said() {
            return said;
        }

        void signal(String name) throws IOException, InterruptedException {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
        }

        int exitCode() throws IOException, InterruptedException {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
            }
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            output.close();
        }
    }
}
