package io.gatehouse.transport;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A server in a JVM of its own, and what Linux says of it. What it costs is read as the processor time of the process:
 * on a shared machine the clock on the wall measures the neighbours.
 */
public final class ServerProcess implements AutoCloseable {
    /** The launcher's flags. */
    static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseCompactObjectHeaders");

    /** As the launcher sets it. */
    private static final String ARENAS = "MALLOC_ARENA_MAX";

    private static final String ONE_EACH_CORE =
            Integer.toString(Runtime.getRuntime().availableProcessors());
    private static final String PORT_FILE = "port";
    private static final int START_SECONDS = 120;
    private static final double TICKS_PER_SECOND = 100; // USER_HZ of every Linux this runs on

    private final Process process;
    private final List<Integer> ports;

    private ServerProcess(Process process, List<Integer> ports) {
        this.process = process;
        this.ports = ports;
    }

    /** How a server's JVM is started. */
    public record Launch(String mainClass, Path folder, List<String> flags, boolean pinned, List<String> arguments) {}

    /** Returns when it listens. */
    public static ServerProcess start(Launch launch) throws IOException, InterruptedException {
        Path portFile = launch.folder().resolve(PORT_FILE);
        Files.deleteIfExists(portFile);
        List<String> command = new ArrayList<>();
        if (launch.pinned()) {
            command.addAll(List.of("taskset", "-c", "0"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(launch.flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), launch.mainClass()));
        command.add(launch.folder().toString());
        command.addAll(launch.arguments());
        Path output = launch.folder().resolve(simpleName(launch.mainClass()) + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(output.toFile()));
        builder.environment().putIfAbsent(ARENAS, ONE_EACH_CORE);
        Process process = builder.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.exists(portFile)) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException("server: did not start (expected: " + portFile + "); see " + output);
            }
        }
        return new ServerProcess(
                process,
                Files.readString(portFile).lines().map(Integer::valueOf).toList());
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    // ---- in the server

    /** Tells the generator where to connect. */
    public static void announce(Path folder, List<Integer> ports) throws IOException {
        List<String> lines = ports.stream().map(String::valueOf).toList();
        Path written = Files.write(folder.resolve(PORT_FILE + ".new"), lines);
        Files.move(written, folder.resolve(PORT_FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Returns when the generator has gone, whatever became of it. */
    public static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // nobody writes
        }
    }

    // ---- in the generator

    /** Of its first listener. */
    public int port() {
        return port(0);
    }

    int port(int listener) {
        return ports.get(listener);
    }

    long pid() {
        return process.pid();
    }

    /** Processor seconds, user and system, of all its threads since it started. */
    public double cpuSeconds() throws IOException {
        return seconds(Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat")));
    }

    /** The same of the threads of its JIT compilers: what they do, a running server does once. */
    public double compilerSeconds() throws IOException {
        double sum = 0;
        try (DirectoryStream<Path> tasks =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path task : tasks) {
                String stat = statOf(task);
                if (stat.contains("(C1 Compiler") || stat.contains("(C2 Compiler")) {
                    sum += seconds(stat);
                }
            }
        }
        return sum;
    }

    private static String statOf(Path task) throws IOException {
        try {
            return Files.readString(task.resolve("stat"));
        } catch (NoSuchFileException ended) {
            return "";
        }
    }

    private static double seconds(String stat) {
        // The second field is a name in parentheses; utime and stime are the 14th and 15th (proc(5)).
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** What it holds after full collections, and after glibc gave back what the JIT compilers have freed. */
    Memory memory() throws IOException, InterruptedException {
        for (int i = 0; i < 2; i++) { // the second one takes what the first one put into queues of references
            var _ = jcmd("GC.run");
            TimeUnit.SECONDS.sleep(1);
        }
        var _ = jcmd("System.trim_native_heap");
        Map<String, long[]> byClass = new HashMap<>();
        // Rows are "num: instances bytes class (module)".
        jcmd("GC.class_histogram")
                .lines()
                .map(line -> line.trim().split(" +"))
                .filter(row -> row.length >= 4 && row[0].matches("\\d+:"))
                .forEach(row -> byClass.put(row[3], new long[] {Long.parseLong(row[1]), Long.parseLong(row[2])}));
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return new Memory(Long.parseLong(line.replaceAll("\\D+", "")) * 1024, byClass);
            }
        }
        throw new IOException("/proc/" + process.pid() + "/status: no VmRSS (expected: Linux)");
    }

    /**
     * @param resident bytes of the process in memory
     * @param byClass instances and bytes of the objects that survive a full collection
     */
    record Memory(long resident, Map<String, long[]> byClass) {
        long liveHeap() {
            return byClass.values().stream().mapToLong(row -> row[1]).sum();
        }
    }

    String jcmd(String... what) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(Long.toString(process.pid()));
        command.addAll(List.of(what));
        Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        return answer;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
