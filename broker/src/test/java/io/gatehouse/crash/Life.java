package io.gatehouse.crash;

import io.gatehouse.crash.HistoryChecker.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One data folder, and the broker processes that follow each other on it: each is killed, in its start, while clients
 * resume, or in the midst of traffic. Everything but the timing follows from the seed.
 */
final class Life {
    private static final long PATIENCE_SECONDS = 30;
    private static final long TICK_MILLIS = 10;
    private static final int SETTLES_EVERY = 5;
    private static final String WORK = "$share/workers/t/+";
    private static final int MOST_LINES = 200;

    private final long seed;
    private final Random random;
    private final Path data;
    private final History history = new History();
    private final List<Client> clients = new ArrayList<>();
    private final Topics topics;
    private final List<String> flags;
    private final AtomicInteger packets = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long startMillis = 2_000; // how long a start takes here; learned
    private int looks;
    private List<String> output = List.of();

    Life(Path data, long seed) throws Exception {
        this.seed = seed;
        this.random = new Random(seed);
        this.data = data;
        Files.createDirectory(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        this.topics = new Topics(
                List.of("t/0", "t/1", "t/2", "t/3/deep", "u/0"), List.of("r/0", "r/1", "r/2"), Ground.lay(data));
        this.flags = List.of(
                "--store.fsync=" + (random.nextBoolean() ? "always" : "10ms"),
                "--threads.loops=" + (1 + random.nextInt(3)),
                "--limits.max-queued-messages=100000",
                "--limits.max-queued-bytes=100MiB");
        plans().forEach(plan -> clients.add(new Client(plan, random.nextLong(), topics, history, this::progress)));
    }

    private List<Client.Plan> plans() {
        List<Integer> both = List.of(3, 5);
        List<Integer> three = List.of(3);
        List<Integer> five = List.of(5);
        return List.of(
                publisher("pub0", true, three, Map.of()),
                publisher("pub1", true, five, Map.of("t/+", 1)),
                publisher("pub2", true, both, Map.of()),
                publisher("passing", false, both, Map.of("#", 2)),
                new Client.Plan("steady", true, five, 0, false, Map.of("t/#", 2, "r/+", 2), List.of(), 100),
                new Client.Plan("narrow", true, five, 0, false, Map.of("t/#", 2, "t/1", 1, "u/none", 1), List.of(), 3),
                new Client.Plan("guest", true, both, 0, true, Map.of("t/+", 1, "t/1", 2, "r/#", 1), List.of(), 20),
                new Client.Plan("guest2", true, three, 0, true, Map.of("t/3/deep", 2, "r/1", 2), List.of("t/0"), 10),
                new Client.Plan("fickle", true, both, 0, true, Map.of("t/2", 2), List.of("r/#", "t/1", "+/0"), 30),
                new Client.Plan("worker0", true, five, 0, false, Map.of(WORK, 2), List.of(), 20),
                new Client.Plan("worker1", true, both, 0, true, Map.of(WORK, 2), List.of(), 5),
                new Client.Plan("worker2", true, both, 0, true, Map.of(WORK, 1), List.of(), 10),
                new Client.Plan("casual", true, both, 0, true, Map.of("t/#", 0, "t/2", 1), List.of(), 30),
                new Client.Plan("clean", false, both, 0, true, Map.of("t/#", 1, "r/0", 2), List.of("u/0"), 30));
    }

    private Client.Plan publisher(String id, boolean kept, List<Integer> versions, Map<String, Integer> filters) {
        return new Client.Plan(id, kept, versions, 1 + random.nextInt(12), false, filters, List.of(), 50);
    }

    private void progress() {
        packets.incrementAndGet();
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lives through so many processes and is at rest in the last one. */
    void live(int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            boolean settles = round == rounds - 1 || round % SETTLES_EVERY == SETTLES_EVERY - 1;
            history.add(new Event.Broker("round " + round + " begins"));
            long began = System.nanoTime();
            try (BrokerProcess process = BrokerProcess.start(data, flags)) {
                if (round > 0 && !settles && random.nextInt(5) == 0) {
                    long least = startMillis / 3;
                    process.awaitReadyFor(least + random.nextLong(startMillis));
                    process.kill();
                } else {
                    int port = process.awaitReady();
                    startMillis = (startMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)) / 2;
                    traffic(process, port, round == 0, settles);
                }
                history.add(new Event.Broker("killed"));
                output = process.output();
            }
            for (Client client : clients) {
                client.awaitDisconnected();
            }
            judge(false);
        }
    }

    private void traffic(BrokerProcess process, int port, boolean first, boolean settles) throws Exception {
        if (first) {
            Look.mark(topics, port, history);
        } else {
            Look.at(topics, port, history, looks++);
        }
        int until = packets.get() + 1 + random.nextInt(random.nextBoolean() ? 40 : 800);
        try (Ticking _ = new Ticking(port)) {
            await("packets: more", process, () -> packets.get() >= until);
            if (settles) {
                settle(process, port);
            }
            history.add(new Event.Broker("kill"));
            process.kill();
        }
    }

    /** Lets the clients connect and acknowledge, from time to time. */
    private final class Ticking implements AutoCloseable {
        private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();

        Ticking(int port) {
            var _ = ticker.scheduleAtFixedRate(
                    () -> clients.forEach(client -> client.tick(port)), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            ticker.close();
        }
    }

    private void settle(BrokerProcess process, int port) throws Exception {
        clients.forEach(client -> client.quiet(true));
        await("clients: all answered", process, () -> clients.stream().allMatch(Client::isAnswered));
        for (Client client : clients) {
            if (client.plan().window() > 0) {
                client.publishToAll();
            }
        }
        await("clients: all answered", process, () -> clients.stream().allMatch(Client::isAnswered));
        if (!reached(process, this::isEverythingHere)) {
            for (Client client : clients) {
                if (client.plan().kept() && !client.unreleased().isEmpty()) {
                    history.add(new Event.Wrong(client.plan().id(), "never released: " + client.unreleased()));
                }
            }
            output = process.output();
            judge(true);
        }
        List<Integer> pongs = new ArrayList<>();
        for (Client client : clients) {
            pongs.add(client.ping());
        }
        await("clients: all pinged", process, () -> {
            for (int i = 0; i < pongs.size(); i++) {
                if (!clients.get(i).hasPongs(pongs.get(i))) {
                    return false;
                }
            }
            return true;
        });
        Look.at(topics, port, history, looks++);
        output = process.output();
        judge(true);
        history.add(new Event.Broker("settled"));
        clients.forEach(client -> client.quiet(false));
    }

    private boolean isEverythingHere() {
        return clients.stream().allMatch(client -> client.unreleased().isEmpty())
                && HistoryChecker.violations(history.events(), true).isEmpty();
    }

    private void await(String what, BrokerProcess process, BooleanSupplier condition) throws Exception {
        if (!reached(process, condition)) {
            output = process.output();
            judge(false);
            throw failure(List.of(what + " (expected: within " + PATIENCE_SECONDS + " s)"), null);
        }
    }

    private boolean reached(BrokerProcess process, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || process.hasEnded()) {
                return false;
            }
            lock.lock();
            try {
                var _ = moved.await(TICK_MILLIS * 5, TimeUnit.MILLISECONDS);
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    // ---- the judgement

    private void judge(boolean settled) throws IOException {
        List<Event> events = history.events();
        List<String> findings = new ArrayList<>();
        List<Violation> violations = HistoryChecker.violations(events, settled);
        violations.forEach(violation -> findings.add(violation.what()));
        output.stream().filter(line -> line.contains("ERROR")).forEach(line -> findings.add("LOGGED " + line));
        if (!findings.isEmpty()) {
            throw failure(findings, violations.isEmpty() ? null : violations.getFirst());
        }
    }

    /** @param about what the history is to explain; {@code null} for all of it */
    private AssertionError failure(List<String> findings, @Nullable Violation about) throws IOException {
        List<Event> events = history.events();
        Path whole = Files.createTempFile("gatehouse-crash-" + seed + "-", ".txt");
        Files.write(whole, History.lines(events, event -> true));
        List<String> story = History.lines(events, event -> about == null || about.concerns(event));
        return new AssertionError("seed " + seed + ", " + flags + ", the whole history is in " + whole + "\n"
                + excerpt(findings) + "\nthe history of the first:\n" + excerpt(story) + "\nthe broker said:\n"
                + excerpt(output));
    }

    private static String excerpt(List<String> lines) {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
    }

    List<Event> events() {
        return history.events();
    }
}
