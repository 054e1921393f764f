package io.gatehouse.transport;

import io.gatehouse.transport.ServerProcess.Launch;
import io.gatehouse.transport.ServerProcess.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the whole path, socket to socket, beside a bare relay: what a handshake with CONNECT and what a message
 * costs the server's process in processor time, and what an idle connection costs it in memory.
 *
 * <p>Broker and relay each have one event loop and are pinned to the same core; this process is pinned to another and
 * is the fleet. They take turns, A B A B, and the ratio of each operation is formed within its round: what the
 * neighbours of a shared machine do to one, they do to the other.
 */
@Command(name = "WholePath", mixinStandardHelpOptions = true, description = "The broker beside a bare TLS relay.")
public final class WholePath implements Callable<Integer> {
    /** Compiler threads stay, so that what they spent can be read at any time. */
    private static final List<String> RATE_FLAGS =
            List.of("-XX:+UseSerialGC", "-Xms512m", "-Xmx512m", "-XX:-UseDynamicNumberOfCompilerThreads");
    /** The heap is touched beforehand, so that what is resident grows by what lies outside of it. */
    private static final List<String> IDLE_FLAGS =
            List.of("-XX:+UseG1GC", "-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

    private static final int KIB = 1024;
    private static final int WARM_UP_CONNECTIONS = 500;

    @Option(names = "--rounds", defaultValue = "3", description = "A B pairs of every operation (default: 3).")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "1.5",
            description = "Processor time the server spends in each measurement (default: 1.5).")
    private double seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "6",
            description = "Processor time it spends with every operation before (default: 6).")
    private double warmUp;

    @Option(names = "--pairs", defaultValue = "50", description = "Publishers, each with its receiver (default: 50).")
    private int pairs;

    @Option(names = "--payload", defaultValue = "64", description = "Bytes of a payload (default: 64).")
    private int payload;

    @Option(names = "--at-once", defaultValue = "32", description = "Handshakes under way (default: 32).")
    private int atOnce;

    @Option(names = "--connections", defaultValue = "1", description = "Kept for publishes over HTTPS (default: 1).")
    private int connections;

    @Option(
            names = "--engine",
            split = ",",
            defaultValue = "boringssl,jdk",
            description = "boringssl, or boringssl,jdk (default), which says more with --groups x25519.")
    private List<String> engines = List.of();

    @Option(
            names = "--tls",
            split = ",",
            defaultValue = "TLSv1.3,TLSv1.2",
            description = "Versions that engines are compared in (default: TLSv1.3,TLSv1.2).")
    private List<String> versions = List.of();

    @Option(names = "--turns", defaultValue = "60", description = "Of each kind of CONNECT (default: 60).")
    private int turns;

    @Option(
            names = "--idle",
            split = ",",
            defaultValue = "2000,10000",
            description = "Idle connections; 0 leaves this out (default: 2000,10000).")
    private int[] idle = {};

    @Option(
            names = "--groups",
            split = ",",
            defaultValue = "X25519MLKEM768,x25519",
            description = "Key exchange groups the devices offer (default: X25519MLKEM768,x25519).")
    private List<String> groups = List.of();

    @Option(
            names = "--only",
            split = ",",
            description = "Of handshake, engines, https, qos0, qos1, refusal, idle (default: all).")
    private List<String> only = List.of("handshake", "engines", "https", "qos0", "qos1", "refusal", "idle");

    @Option(names = "--broker-flags", split = " ", description = "More JVM flags for the broker, for a profiler.")
    private List<String> brokerFlags = List.of();

    @Option(names = "--histogram", description = "Prints which objects an idle connection consists of.")
    private boolean histogram;

    private WholePath() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new WholePath()).execute(arguments));
    }

    /** Who receives what {@code publisher} sends: the next odd number. */
    static String receiverOf(String publisher) {
        return publisher.isEmpty() ? "" : "d%05d".formatted(Integer.parseInt(publisher, 1, publisher.length(), 10) + 1);
    }

    /** An operation that is measured: runs for a time and says how often it was done and what it cost. */
    private record Operation(String name, double guide, Measurement measurement) {}

    @FunctionalInterface
    private interface Measurement {
        Cost of(ServerProcess server, double seconds) throws IOException, InterruptedException;
    }

    @Override
    public Integer call() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        if (cores > 1) {
            pinThisProcess();
        }
        Path folder = Files.createTempDirectory("gatehouse-bench");
        boolean measuresIdle = only.contains("idle") && idle[0] > 0;
        int fleet = Math.max(Math.max(2 * pairs, atOnce), measuresIdle ? idle[idle.length - 1] : 0);
        say("machine: %d cores, java %s, folder %s", cores, System.getProperty("java.vm.version"), folder);
        say("fleet: %,d devices, groups %s", fleet, String.join(" ", groups));
        Devices devices = Devices.mint(folder, fleet, groups);
        try (Generator generator = new Generator(devices)) {
            List<Operation> operations = operations(generator);
            if (!operations.isEmpty()) {
                rates(folder, operations);
            }
            if (only.contains("engines")) {
                boolean withJdk = engines.contains("jdk");
                try (var handshakes =
                        new HandshakeCost(generator, devices, folder, serverFlags(), atOnce, versions, withJdk)) {
                    handshakes.measure(warmUp, seconds, rounds, line -> say("%s", line));
                }
            }
            if (only.contains("https")) {
                try (var publishes =
                        new PublishOverHttps(generator, devices, folder, serverFlags(), connections, payload)) {
                    publishes.measure(warmUp, seconds, rounds, line -> say("%s", line));
                }
            }
            if (only.contains("refusal")) {
                refusals(folder, generator);
            }
            if (measuresIdle) {
                idle(folder, generator);
            }
        }
        return 0;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be the only use of its library
    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static void pinThisProcess() throws IOException, InterruptedException {
        String pid = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("taskset", "-apc", "1", pid).start().waitFor();
    }

    // ---- rates

    private List<Operation> operations(Generator generator) {
        List<Operation> operations = new ArrayList<>();
        if (only.contains("handshake")) {
            operations.add(new Operation(
                    "full handshake + CONNECT",
                    0.80,
                    (server, time) -> cost(server, time, goOn -> generator.handshakes(server.port(), atOnce, goOn))));
        }
        for (int qos = 0; qos <= 1; qos++) {
            if (only.contains("qos" + qos)) {
                for (int window : List.of(16, 1)) {
                    operations.add(oneToOne(generator, qos, window));
                }
            }
        }
        return operations;
    }

    /** Does something until the server has spent the time, and answers how often. */
    @FunctionalInterface
    interface Repeated {
        long whileIt(BooleanSupplier goesOn) throws IOException, InterruptedException;
    }

    static Cost cost(ServerProcess server, double seconds, Repeated operation)
            throws IOException, InterruptedException {
        double began = server.cpuSeconds();
        long start = System.nanoTime();
        Spending spending = new Spending(server, seconds);
        long count = operation.whileIt(spending::goesOn);
        return new Cost(count, server.cpuSeconds() - began, (System.nanoTime() - start) / 1e9);
    }

    private Operation oneToOne(Generator generator, int qos, int window) {
        String name = "QoS " + qos + " one to one, " + window + (window == 1 ? " message" : " messages") + " under way";
        return new Operation(name, qos == 0 ? 0.40 : 0.30, (server, time) -> {
            List<Pair> connected = generator.pairs(server.port(), pairs, qos, window, payload);
            connected.forEach(Pair::start);
            sleep(0.5);
            double began = server.cpuSeconds();
            long start = System.nanoTime();
            long before = connected.stream().mapToLong(Pair::received).sum();
            Spending spending = new Spending(server, time);
            while (spending.goesOn()) {
                sleep(0.02);
            }
            long count = connected.stream().mapToLong(Pair::received).sum() - before;
            Cost cost = new Cost(count, server.cpuSeconds() - began, (System.nanoTime() - start) / 1e9);
            connected.forEach(Pair::stop);
            sleep(0.2);
            connected.forEach(Pair::close);
            return cost;
        });
    }

    private static void sleep(double seconds) throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep((long) (seconds * 1e6));
    }

    private void rates(Path folder, List<Operation> operations) throws IOException, InterruptedException {
        List<String> flags = serverFlags();
        Path relayFolder = Files.createDirectory(folder.resolve("relay"));
        try (ServerProcess broker = ServerProcess.start(
                        new Launch("io.gatehouse.BrokerUnderTest", folder, flags, true, List.of("1")));
                ServerProcess relay = ServerProcess.start(
                        new Launch("io.gatehouse.transport.BareRelay", relayFolder, RATE_FLAGS, true, List.of()))) {
            say("broker pid %d, relay pid %d, flags %s", broker.pid(), relay.pid(), String.join(" ", RATE_FLAGS));
            for (Operation operation : operations) {
                operation.measurement().of(broker, warmUp);
                operation.measurement().of(relay, warmUp);
            }
            List<double[]> ratios =
                    operations.stream().map(operation -> new double[rounds]).toList();
            say(
                    "%n%-46s %9s %9s %9s %9s %7s",
                    "operation, by round", "broker us", "relay us", "broker/s", "relay/s", "ratio");
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < operations.size(); i++) {
                    Operation operation = operations.get(i);
                    Cost ours = operation.measurement().of(broker, seconds);
                    Cost theirs = operation.measurement().of(relay, seconds);
                    double ratio = theirs.microsEach() / ours.microsEach();
                    ratios.get(i)[round] = ratio;
                    say(
                            "%-46s %9.2f %9.2f %9.0f %9.0f %6.0f%%",
                            operation.name(),
                            ours.microsEach(),
                            theirs.microsEach(),
                            ours.perSecond(),
                            theirs.perSecond(),
                            100 * ratio);
                }
            }
            say("%n| operation | ratio to the bare relay, median of %d | guide |%n|---|---|---|", rounds);
            for (int i = 0; i < operations.size(); i++) {
                Operation operation = operations.get(i);
                double[] all = ratios.get(i);
                Arrays.sort(all);
                say(
                        "| %s | %.0f %% (%.0f to %.0f) | %.0f %% |",
                        operation.name(),
                        100 * all[all.length / 2],
                        100 * all[0],
                        100 * all[all.length - 1],
                        100 * operation.guide());
            }
        }
    }

    private List<String> serverFlags() {
        List<String> flags = new ArrayList<>(RATE_FLAGS);
        flags.addAll(brokerFlags);
        return flags;
    }

    // ---- refusals

    private void refusals(Path folder, Generator generator) throws IOException, InterruptedException {
        List<String> flags = serverFlags();
        try (ServerProcess broker =
                ServerProcess.start(new Launch("io.gatehouse.BrokerUnderTest", folder, flags, true, List.of("1")))) {
            for (String line : new RefusalCost(generator, broker, atOnce).measure(warmUp, turns)) {
                say("%s", line);
            }
        }
    }

    // ---- memory

    private void idle(Path folder, Generator generator) throws IOException, InterruptedException {
        List<String> flags = new ArrayList<>(IDLE_FLAGS);
        flags.addAll(brokerFlags);
        try (ServerProcess broker =
                ServerProcess.start(new Launch("io.gatehouse.BrokerUnderTest", folder, flags, false, List.of("2")))) {
            // Classes, compiled code and the allocator's first chunks belong to the start.
            AtomicInteger left = new AtomicInteger(WARM_UP_CONNECTIONS);
            var _ = generator.handshakes(broker.port(), atOnce, () -> left.getAndDecrement() > 0);
            Memory start = broker.memory();
            say(
                    "%nidle, one subscription each, flags %s; at the start %,d KiB resident, %,d KiB live heap",
                    String.join(" ", flags), start.resident() / KIB, start.liveHeap() / KIB);
            say("| connections | live heap each | native each | together |%n|---|---|---|---|");
            Memory now = start;
            int before = 0;
            for (int count : idle) {
                generator.idle(broker.port(), before, count, atOnce);
                before = count;
                sleep(2);
                now = broker.memory();
                double heap = (now.liveHeap() - start.liveHeap()) / (double) KIB / count;
                double outside = (now.resident() - start.resident()) / (double) KIB / count;
                say("| %,d | %.1f KiB | %.1f KiB | %.1f KiB |", count, heap, outside, heap + outside);
            }
            if (histogram) {
                objects(start, now, before);
            }
        }
    }

    private static void objects(Memory start, Memory now, int connections) {
        say("%nobjects of one connection, eight bytes and more:%n%8s %8s  class", "count", "bytes");
        long[] none = {0, 0};
        now.byClass().entrySet().stream()
                .map(entry -> {
                    long[] known = start.byClass().getOrDefault(entry.getKey(), none);
                    double count = (entry.getValue()[0] - known[0]) / (double) connections;
                    double bytes = (entry.getValue()[1] - known[1]) / (double) connections;
                    String row = String.format(Locale.ROOT, "%8.1f %8.1f  %s", count, bytes, entry.getKey());
                    return Map.entry(bytes, row);
                })
                .filter(row -> row.getKey() >= 8)
                .sorted(Map.Entry.<Double, String>comparingByKey().reversed())
                .forEach(row -> say("%s", row.getValue()));
    }
}
