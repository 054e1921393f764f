package io.gatehouse.session;

import io.gatehouse.Folders;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.DiskReaders;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Suback;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Permissions;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.policy.Variables;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.routing.OutboxLimits;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.TopicTrie;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What one QoS 1 message to many sessions costs until each of them has sent and acknowledged it: to sessions that end
 * with their connection, and to durable ones, for which it is stored first, once. The two take turns in one process;
 * connections are left out, so that what differs is the log, the cursors and nothing else.
 */
@Command(name = "PersistentFanOut", mixinStandardHelpOptions = true, description = "One message to many sessions.")
public final class PersistentFanOut implements Callable<Integer> {
    private static final SessionRules RULES = new SessionRules(
            Qos.EXACTLY_ONCE,
            true,
            true,
            true,
            100,
            100,
            32,
            10,
            1024,
            32,
            1000,
            1 << 20,
            Overflow.DROP_NEWEST,
            0,
            86_400,
            0,
            1_000_000,
            true,
            Sharing.WARN);

    private static final ConnectionInfo INFO = new ConnectionInfo(
            "1",
            "bench",
            "127.0.0.1:1",
            "127.0.0.1",
            "mqtt5",
            "none",
            "none",
            null,
            null,
            false,
            0,
            true,
            Instant.EPOCH,
            null,
            new ConnectionInfo.Route(false, "127.0.0.1", 8883));

    private static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");

    @Option(names = "--sessions", defaultValue = "10000", description = "Of each kind (default: 10000).")
    private int count;

    @Option(names = "--rounds", defaultValue = "200", description = "Messages of each kind (default: 200).")
    private int rounds;

    @Option(names = "--loops", defaultValue = "1", description = "Event loops (default: 1).")
    private int loopCount;

    private volatile CountDownLatch open = new CountDownLatch(0);

    public static void main(String[] args) {
        System.exit(new CommandLine(new PersistentFanOut()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (count < 1 || count > 1_000_000 || rounds < 1) {
            System.err.println(
                    "sessions: " + count + ", rounds: " + rounds + " (expected: 1 to 1,000,000; at least 1)");
            return 2;
        }
        Path folder = Files.createTempDirectory("gatehouse-bench");
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(folder));
                Loops loops = Loops.start(loopCount, Clock.SYSTEM);
                DiskReaders readers = new DiskReaders(1);
                Metrics metrics = new Metrics(loopCount);
                Refusals refusals = new Refusals(metrics, List.of(), Clock.SYSTEM)) {
            TopicTrie trie = new TopicTrie(true);
            Router router = new Router(
                    loops, trie, store.log(), OutboxLimits.DEFAULT, List.of(), loop -> metrics.loop(loop)::dropped);
            Sessions sessions = new Sessions(
                    loops,
                    RULES,
                    trie,
                    router,
                    new RetainedMessages(store.retained(), true),
                    store.log(),
                    store.keyValue(),
                    readers,
                    new Nobody(),
                    metrics,
                    refusals);
            open(sessions, loops, "transient", 0);
            open(sessions, loops, "durable", 3600);
            measure(router, loops, store);
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private void measure(Router router, Loops loops, RocksStore store) throws InterruptedException {
        long[] shortWay = new long[rounds];
        long[] longWay = new long[rounds];
        long before = store.log().end(0);
        for (int round = 0; round < rounds; round++) {
            shortWay[round] = send(router, loops, "transient");
            longWay[round] = send(router, loops, "durable");
        }
        long stored = store.log().end(0) - before;
        Arrays.sort(shortWay);
        Arrays.sort(longWay);
        System.out.printf(Locale.ROOT, "one QoS 1 message to %,d sessions, until all have acknowledged it%n", count);
        print("end with their connection", shortWay);
        print("durable, stored first", longWay);
        System.out.printf(
                Locale.ROOT,
                "durable / transient, medians: %.2f; records in the log for each message: %.2f%n",
                (double) longWay[rounds / 2] / shortWay[rounds / 2],
                (double) stored / rounds);
    }

    private static void print(String kind, long[] nanos) {
        System.out.printf(
                Locale.ROOT,
                "  %-26s median %8.2f ms   p90 %8.2f ms%n",
                kind,
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 9 / 10] / 1e6);
    }

    private long send(Router router, Loops loops, String topic) throws InterruptedException {
        open = new CountDownLatch(count);
        Loop loop = loops.get(0);
        Message message = new Message(
                Topic.of(topic),
                Payload.copyOf(new byte[64]),
                Qos.AT_LEAST_ONCE,
                false,
                PublishProperties.NONE,
                "publisher",
                System.currentTimeMillis());
        long begin = System.nanoTime();
        loop.post(() -> {
            var _ = router.publish(message, loop, null);
            message.close();
        });
        if (!open.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not acknowledged: " + open.getCount() + " sessions (expected: none)");
        }
        return System.nanoTime() - begin;
    }

    private void open(Sessions sessions, Loops loops, String kind, long expirySeconds) throws InterruptedException {
        List<CompiledPolicy> policies = List.of(everything());
        CountDownLatch subscribed = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            String clientId = kind + "-" + i;
            Loop home = loops.homeOf(clientId);
            home.post(() -> {
                Rights.Standing granted =
                        Rights.Standing.granted(Permissions.bind(policies, Variables.NONE), Long.MAX_VALUE);
                Client client = new Client(home, subscribed);
                Opening.Opened opened = (Opening.Opened) sessions.of(home)
                        .open(
                                client,
                                connect(clientId, expirySeconds),
                                clientId,
                                new Principal("certificate", null),
                                new Origin("bench", "127.0.0.1", 1, false, false),
                                granted,
                                _ -> granted);
                client.session = opened.session();
                opened.session().resume();
                opened.session()
                        .on(new Subscribe(
                                1,
                                0,
                                List.of(new Subscribe.Subscription(
                                        kind, Qos.AT_LEAST_ONCE, false, false, Subscribe.RetainHandling.DO_NOT_SEND))));
            });
        }
        if (!subscribed.await(120, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not subscribed: " + subscribed.getCount() + " sessions (expected: none)");
        }
    }

    private static CompiledPolicy everything() {
        String document = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iot:*\","
                + "\"Resource\":\"*\"}]}";
        return switch (PolicyParser.parse(document, PolicyLimits.EXTENDED)) {
            case PolicyParse.Parsed(var parsed) -> CompiledPolicy.compile("everything", parsed, SCOPE);
            case PolicyParse.Malformed(var problems) -> throw new IllegalStateException("policy: " + problems);
        };
    }

    private static Connect connect(String clientId, long expirySeconds) {
        return new Connect(
                ProtocolVersion.MQTT_5,
                clientId,
                true,
                0,
                expirySeconds,
                100,
                Integer.MAX_VALUE,
                0,
                false,
                true,
                List.of(),
                null,
                null,
                null);
    }

    /** Acknowledges what it gets, in a later turn, as a client does. */
    private final class Client implements Link {
        private final Loop home;
        private final CountDownLatch subscribed;
        /** Set before the client is told of anything. */
        private @Nullable Session session;

        Client(Loop home, CountDownLatch subscribed) {
            this.home = home;
            this.subscribed = subscribed;
        }

        @Override
        public void send(Packet packet) {
            if (packet instanceof Suback) {
                subscribed.countDown();
            }
        }

        @Override
        public boolean publish(
                Message message, Qos qos, boolean retain, SubscriptionIds ids, int packetId, boolean duplicate) {
            Session acknowledging = Objects.requireNonNull(session);
            home.post(() -> {
                acknowledging.on(new Puback(packetId, ReasonCode.SUCCESS));
                open.countDown();
            });
            return true;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void pauseReading() {}

        @Override
        public void holdReading(boolean hold) {}

        @Override
        public void close(CloseReason reason) {
            throw new IllegalStateException("closed: " + reason + " (expected: open to the end)");
        }

        @Override
        public ClientCertificate certificate() {
            throw new UnsupportedOperationException("a benchmark has no certificate");
        }

        @Override
        public ConnectionInfo info() {
            return INFO;
        }
    }

    /** Hears of sessions and does nothing. */
    private static final class Nobody implements Lifecycle {
        @Override
        public void connected(Session session, ConnectionInfo connection) {}

        @Override
        public void disconnected(Session session, ConnectionInfo connection, Ending ending) {}

        @Override
        public void subscribed(Session session, ConnectionInfo connection, List<String> filters) {}

        @Override
        public void unsubscribed(Session session, ConnectionInfo connection, List<String> filters) {}
    }
}
