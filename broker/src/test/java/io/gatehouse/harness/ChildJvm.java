package io.gatehouse.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of ours in a process of its own, with the class path of the tests, to be killed. */
public final class ChildJvm {
    private static final int KILLED = 128 + 9;
    private static final int PATIENCE_SECONDS = 60;

    private ChildJvm() {}

    /**
     * The command that starts it.
     *
     * @param flags of the JVM, beside those that it needs
     */
    public static ProcessBuilder of(List<String> flags, Class<?> program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /**
     * Starts it and kills it when it has said so many lines; what is in the pipe then was said before the end too.
     *
     * @param program says lines that end with a full stop, until it is killed
     * @return the lines, without it; a torn last line says nothing and is left out
     */
    public static List<String> linesUntilKilled(ProcessBuilder program, int killAfter)
            throws IOException, InterruptedException {
        Process process = program.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (lines.size() == killAfter) {
                    kill(process);
                }
            }
        }
        awaitKilled(process);
        return lines.stream()
                .filter(line -> line.endsWith("."))
                .map(line -> line.substring(0, line.length() - 1))
                .toList();
    }

    /**
     * SIGKILL. By its handle, because {@link Process#destroyForcibly} also closes the pipe, and what is in the pipe was
     * said before the end.
     */
    public static void kill(Process process) throws IOException {
        assertThat(process.toHandle().destroyForcibly()).isTrue();
    }

    /** Waits for its end, which is the kill and nothing else. */
    public static void awaitKilled(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed, not ended").isEqualTo(KILLED);
    }

    /** What its threads do at this moment, as far as it says so; for the message of a test that waited too long. */
    public static String threads(Process process) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process asked = new ProcessBuilder(jcmd, Long.toString(process.pid()), "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            try (InputStream said = asked.getInputStream()) {
                return System.lineSeparator() + new String(said.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException absent) {
            return " (no thread dump: " + absent.getMessage() + ")";
        }
    }
}
