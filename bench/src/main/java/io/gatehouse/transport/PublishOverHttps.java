package io.gatehouse.transport;

import io.gatehouse.BrokerUnderTest;
import io.gatehouse.transport.ServerProcess.Launch;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What a publish over HTTPS costs the server on kept connections, beside Netty's codec that answers at once, and beside
 * the same message as PUBLISH of MQTT. Nobody receives them. All take turns in every round, and each ratio is formed
 * within its round; told without what the JIT compilers took.
 */
final class PublishOverHttps implements AutoCloseable {
    private static final double RUN_IN_SECONDS = 0.3;
    private static final double STEP_SECONDS = 0.02;

    private final Generator generator;
    private final Devices devices;
    private final int connections;
    private final int payloadBytes;
    private final ServerProcess broker;
    private final ServerProcess answerer;
    private final List<Throwable> failures = new ArrayList<>();

    PublishOverHttps(
            Generator generator, Devices devices, Path folder, List<String> flags, int connections, int payloadBytes)
            throws IOException, InterruptedException {
        this.generator = generator;
        this.devices = devices;
        this.connections = connections;
        this.payloadBytes = payloadBytes;
        Path own = Files.createDirectory(folder.resolve("answerer"));
        this.broker = ServerProcess.start(new Launch(
                "io.gatehouse.BrokerUnderTest",
                Files.createDirectory(folder.resolve("https")),
                flags,
                true,
                List.of("1", folder.toString())));
        this.answerer =
                ServerProcess.start(new Launch("io.gatehouse.transport.BareAnswerer", own, flags, true, List.of()));
    }

    private enum Way {
        HTTPS,
        BARE_HTTPS,
        MQTT
    }

    private record Kind(int qos, int depth) {
        @Override
        public String toString() {
            return "QoS " + qos + ", " + depth + " under way";
        }
    }

    /** What one kind cost over each way. */
    private record Turn(Map<Way, Cost> costs) {
        double micros(Way way) {
            return cost(way).microsEach();
        }

        Cost cost(Way way) {
            return Objects.requireNonNull(costs.get(way));
        }
    }

    /** Tells a table in Markdown. */
    void measure(double warmUpSeconds, double seconds, int rounds, Consumer<String> out)
            throws IOException, InterruptedException {
        List<Kind> kinds = List.of(new Kind(0, 1), new Kind(0, 16), new Kind(1, 1), new Kind(1, 16));
        for (Kind kind : kinds) {
            var _ = turn(kind, warmUpSeconds);
        }
        List<List<Turn>> turns =
                kinds.stream().<List<Turn>>map(kind -> new ArrayList<>()).toList();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < kinds.size(); i++) {
                turns.get(i).add(turn(kinds.get(i), seconds));
            }
        }
        out.accept(String.format(
                Locale.ROOT,
                "| %d connection%s, %d B | HTTPS us | a second and core | a second here | bare HTTPS us | MQTT us"
                        + " | bare HTTPS / HTTPS | MQTT / HTTPS |",
                connections,
                connections == 1 ? "" : "s",
                payloadBytes));
        out.accept("|---|---|---|---|---|---|---|---|");
        for (int i = 0; i < kinds.size(); i++) {
            out.accept(line(kinds.get(i), turns.get(i)));
        }
    }

    private Turn turn(Kind kind, double seconds) throws IOException, InterruptedException {
        Map<Way, Cost> costs = new EnumMap<>(Way.class);
        for (Way way : Way.values()) {
            ServerProcess server = way == Way.BARE_HTTPS ? answerer : broker;
            List<Asker> askers = connect(way, kind, server);
            costs.put(way, cost(askers, server, seconds));
        }
        return new Turn(costs);
    }

    private Cost cost(List<Asker> askers, ServerProcess server, double seconds)
            throws IOException, InterruptedException {
        sleep(RUN_IN_SECONDS);
        double compilers = server.compilerSeconds();
        double began = server.cpuSeconds();
        long start = System.nanoTime();
        long before = answered(askers);
        Spending spending = new Spending(server, seconds);
        while (spending.goesOn()) {
            sleep(STEP_SECONDS);
        }
        long count = answered(askers) - before;
        double spent = server.cpuSeconds() - began - (server.compilerSeconds() - compilers);
        Cost cost = new Cost(count, spent, (System.nanoTime() - start) / 1e9);
        askers.forEach(Asker::stop);
        sleep(RUN_IN_SECONDS);
        synchronized (failures) {
            if (!failures.isEmpty()) {
                throw new IOException("publishes: " + failures.size() + " connections failed", failures.getFirst());
            }
        }
        if (count == 0) {
            throw new IOException("publishes: none answered (expected: some); see the servers' logs");
        }
        return cost;
    }

    private static long answered(List<Asker> askers) {
        return askers.stream().mapToLong(Asker::answered).sum();
    }

    private List<Asker> connect(Way way, Kind kind, ServerProcess server) throws IOException {
        List<Asker> askers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Asker.Progress progress = new Asker.Progress(new AtomicLong(), failures);
            String name = devices.nameOf(i);
            String topic = "https/" + name + "/data";
            Asker asker = way == Way.MQTT
                    ? new MqttAsker(name, topic, kind.qos(), kind.depth(), payloadBytes, progress)
                    : new HttpAsker(topic, kind.qos(), kind.depth(), payloadBytes, progress);
            SslContext tls = devices.context(i);
            generator.connect(
                    server.port(way == Way.HTTPS ? BrokerUnderTest.HTTPS : 0),
                    i,
                    allocator -> {
                        try {
                            return tls.newHandler(allocator);
                        } finally {
                            ReferenceCountUtil.release(tls); // its engine keeps it as long as it needs it
                        }
                    },
                    asker.handler(),
                    progress::failed);
            askers.add(asker);
        }
        return askers;
    }

    private static String line(Kind kind, List<Turn> turns) {
        double[] bare = new double[turns.size()];
        double[] mqtt = new double[turns.size()];
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            bare[i] = 100 * turn.micros(Way.BARE_HTTPS) / turn.micros(Way.HTTPS);
            mqtt[i] = 100 * turn.micros(Way.MQTT) / turn.micros(Way.HTTPS);
        }
        Arrays.sort(bare);
        Arrays.sort(mqtt);
        double https = median(turns, Way.HTTPS);
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %,.0f | %,.0f | %.1f | %.1f | %.0f %% (%.0f to %.0f) | %.0f %% (%.0f to %.0f) |",
                kind,
                https,
                1e6 / https,
                HandshakeCost.median(turns.stream()
                        .map(turn -> turn.cost(Way.HTTPS).perSecond())
                        .toList()),
                median(turns, Way.BARE_HTTPS),
                median(turns, Way.MQTT),
                bare[bare.length / 2],
                bare[0],
                bare[bare.length - 1],
                mqtt[mqtt.length / 2],
                mqtt[0],
                mqtt[mqtt.length - 1]);
    }

    private static double median(List<Turn> turns, Way way) {
        return HandshakeCost.median(turns.stream().map(turn -> turn.micros(way)).toList());
    }

    private static void sleep(double seconds) throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep((long) (seconds * 1e6));
    }

    @Override
    public void close() throws IOException {
        broker.close();
        answerer.close();
    }
}
