package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types what the README says, as it says it: the marked blocks, through the launcher, in a folder that has nothing but
 * the command. Only the ports are others, so that a broker on this machine is not disturbed.
 */
class ReadmeIT {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK =
            Pattern.compile("<!-- runs: (\\w+) -->\\n```sh\\n(\\./gatehouse [^\\n]*)\\n```");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<Typed> running = new ArrayList<>();
    private final Map<String, String> blocks = new LinkedHashMap<>();

    @BeforeEach
    void read() throws IOException {
        assumeTrue(Files.exists(Path.of("target/gatehouse.jar")), "the jar is not built: run mvn verify");
        BLOCK.matcher(Files.readString(REPOSITORY.resolve("README.md")))
                .results()
                .forEach(block -> blocks.put(block.group(1), block.group(2)));
        Files.createSymbolicLink(folder.resolve("gatehouse"), REPOSITORY.resolve("gatehouse"));
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Typed typed : running.reversed()) {
            typed.end();
        }
    }

    @Test
    void the_first_message_over_mutual_tls_takes_three_commands_and_less_than_a_minute() throws Exception {
        assertThat(blocks).containsOnlyKeys("up", "thing", "sub", "pub");
        Typed up = type("up");
        up.awaitErr("Next, in another terminal:");
        long began = System.nanoTime();

        Typed thing = type("thing");
        assertThat(thing.exitCode()).as(thing.words()).isZero();
        Typed sub = type("sub");
        sub.awaitErr("subscribed as lamp.sub-");
        Typed pub = type("pub");
        assertThat(pub.exitCode()).as(pub.words()).isZero();
        sub.awaitOut("lamp/hello {\"on\":true}");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE);
        assertThat(sub.end()).as("sub ends in order").isIn(0, 143);
        assertThat(up.end())
                .as("SIGTERM stops the broker in order: %s", up.words())
                .isIn(0, 143);
    }

    private Typed type(String block) throws IOException {
        String line = blocks.get(block);
        assertThat(line).as("block of the README: " + block).isNotNull();
        // exec: the process that is ended is the command itself.
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", "exec " + line).directory(folder.toFile());
        builder.environment().put("GATEHOUSE_BUILD", "never");
        builder.environment().put("GATEHOUSE_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("GATEHOUSE_LISTENERS_MQTTS_PORT", "0");
        builder.environment().put("GATEHOUSE_CONTROL_PORT", "0");
        builder.environment().put("GATEHOUSE_OBSERVABILITY_PORT", "0");
        Typed typed = new Typed(builder.start());
        running.add(typed);
        return typed;
    }

    /** A command that runs, and what it has said. */
    private static final class Typed {
        private final Process process;
        private final Heard out;
        private final Heard err;

        Typed(Process process) {
            this.process = process;
            this.out = new Heard(process.inputReader(StandardCharsets.UTF_8));
            this.err = new Heard(process.errorReader(StandardCharsets.UTF_8));
        }

        void awaitOut(String words) throws Exception {
            await(out, words);
        }

        void awaitErr(String words) throws Exception {
            await(err, words);
        }

        private void await(Heard heard, String words) throws Exception {
            CompletableFuture<Boolean> said = heard.when(words);
            assertThat(said.completeOnTimeout(false, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .get())
                    .as("heard \"%s\" in: %s", words, words())
                    .isTrue();
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("ended: " + words())
                    .isTrue();
            return process.exitValue();
        }

        int end() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        }

        String words() {
            return out + "\n" + err;
        }
    }

    /** The lines of one stream, and who waits for some of them. */
    private static final class Heard {
        private final List<String> lines = new ArrayList<>();
        private final Map<String, CompletableFuture<Boolean>> waiting = new LinkedHashMap<>();
        private boolean ended;

        Heard(BufferedReader reader) {
            Thread.ofVirtual().start(() -> {
                try (reader) {
                    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                        add(line);
                    }
                } catch (IOException e) {
                    add("the stream broke: " + e);
                }
                end();
            });
        }

        private synchronized void add(String line) {
            lines.add(line);
            waiting.forEach((words, future) -> {
                if (line.contains(words)) {
                    future.complete(true);
                }
            });
        }

        private synchronized void end() {
            ended = true;
            waiting.values().forEach(future -> future.complete(false));
        }

        synchronized CompletableFuture<Boolean> when(String words) {
            if (lines.stream().anyMatch(line -> line.contains(words))) {
                return CompletableFuture.completedFuture(true);
            }
            return ended
                    ? CompletableFuture.completedFuture(false)
                    : waiting.computeIfAbsent(words, key -> new CompletableFuture<>());
        }

        @Override
        public synchronized String toString() {
            return String.join("\n", lines);
        }
    }
}
