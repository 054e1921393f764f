package io.gatehouse.crash;

import io.gatehouse.Gatehouse;
import io.gatehouse.config.MemorySettings;
import io.gatehouse.harness.ChildJvm;
import io.gatehouse.harness.HangUps;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code gatehouse up} as users start it, in a process of its own that ends by SIGKILL. */
final class BrokerProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;
    private static final Pattern LISTENER = Pattern.compile("^\\s*listeners\\s.*:(\\d+)\\b.*");
    private static final List<String> QUICK_TO_START = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx256m",
            "-Dlogback.configurationFile=logback.xml", // not the one of the tests
            "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener");

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final Thread reader;

    private BrokerProcess(Process process) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(this::readOutput);
    }

    static BrokerProcess start(Path data, List<String> flags) throws IOException {
        return start(data, QUICK_TO_START, flags);
    }

    /** As the launcher starts it, in a JVM that may take so much. */
    static BrokerProcess within(MemorySettings memory, Path data, List<String> flags) throws IOException {
        List<String> jvm = new ArrayList<>(List.of(memory.flags().split(" ", -1)));
        jvm.addAll(List.of(
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dlogback.configurationFile=logback.xml",
                "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener"));
        List<String> all = new ArrayList<>(flags);
        all.add("--memory.limit=" + memory.limit());
        return start(data, jvm, all);
    }

    private static BrokerProcess start(Path data, List<String> jvm, List<String> flags) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "up",
                "--port",
                "0",
                "--admin.port=0",
                "--control.enabled=false",
                "--observability.port=0",
                "--store.data-directory=" + data));
        arguments.addAll(flags);
        ProcessBuilder command = ChildJvm.of(jvm, Gatehouse.class, arguments)
                .directory(data.toFile())
                .redirectErrorStream(true);
        command.command().addAll(0, HangUps.HEARD);
        command.environment().put("MALLOC_ARENA_MAX", "2");
        return new BrokerProcess(command.start());
    }

    /** What a command printed, errors included, and how it ended. */
    record Ran(int exitCode, String output) {}

    /** Runs a command of an operator on the data folder of a broker. */
    static Ran run(Path data, String... command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--data", data.toString()));
        Process process = ChildJvm.of(QUICK_TO_START, Gatehouse.class, arguments)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                Matcher listener = LISTENER.matcher(line);
                if (listener.matches()) {
                    port.complete(Integer.valueOf(listener.group(1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            port.completeExceptionally(new AssertionError("the broker did not start: " + output));
        }
    }

    long pid() {
        return process.pid();
    }

    /**
     * The port of its listener, once it accepts connections.
     *
     * @throws AssertionError it took too long; with what it printed and what its threads do
     */
    int awaitReady() throws Exception {
        try {
            return port.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            String told = "the broker is not ready after " + PATIENCE_SECONDS + " s: " + output;
            throw new AssertionError(told + ChildJvm.threads(process), late);
        }
    }

    /** Waits so long, or until it is ready. */
    void awaitReadyFor(long millis) throws Exception {
        var _ = port.handle((ready, failure) -> 0)
                .completeOnTimeout(0, millis, TimeUnit.MILLISECONDS)
                .get();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() throws Exception {
        ChildJvm.kill(process);
        ChildJvm.awaitKilled(process);
        reader.join();
    }

    /** Waits for its end in order. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the broker has not ended: " + output + ChildJvm.threads(process));
        }
        return process.exitValue();
    }

    /** Without being killed. */
    boolean hasEnded() {
        return !process.isAlive();
    }

    /** What it printed and logged, so far. */
    List<String> output() {
        return List.copyOf(output);
    }

    /** Ends it if it was not killed; its output ends with it. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.toHandle().destroyForcibly();
        }
    }
}
