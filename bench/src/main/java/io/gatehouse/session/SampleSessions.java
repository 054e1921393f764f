package io.gatehouse.session;

import io.gatehouse.Folders;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.DiskReaders;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.memory.MemoryGuard;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sessions wired as the broker wires them, on loops and a store of their own, with rights that are asked for every
 * message. Only the connections are left out: who they belong to is told of each PUBLISH instead.
 */
final class SampleSessions implements AutoCloseable {
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

    private final Path folder;
    private final RocksStore store;
    private final Loops loops;
    private final DiskReaders readers;
    private final Metrics metrics;
    private final Refusals refusals;
    private final Router router;
    private final Sessions sessions;

    /** The other end of a connection. */
    interface Receiver {
        /**
         * Has got a PUBLISH, on the session's loop and in the session's turn: acknowledging is for a later one.
         *
         * @param packetId 0 for QoS 0
         */
        void received(Session session, Loop home, int packetId);
    }

    /** @param loopCount event loops, and shards of what is counted */
    SampleSessions(int loopCount) throws IOException, StoreException {
        folder = Files.createTempDirectory("gatehouse-bench");
        store = RocksStore.open(StoreSettings.DEFAULTS.at(folder));
        loops = Loops.start(loopCount, Clock.SYSTEM);
        readers = new DiskReaders(1);
        metrics = new Metrics(loopCount);
        refusals = new Refusals(metrics, List.of(), Clock.SYSTEM);
        TopicTrie trie = new TopicTrie(true);
        router = new Router(
                loops, trie, store.log(), OutboxLimits.DEFAULT, List.of(), loop -> metrics.loop(loop)::dropped);
        sessions = new Sessions(
                loops,
                RULES,
                trie,
                router,
                new RetainedMessages(store.retained(), true),
                store.log(),
                store.keyValue(),
                readers,
                new Nobody(),
                (_, _) -> false,
                metrics,
                refusals,
                MemoryGuard.UNLIMITED,
                new TopicServices(List.of()),
                null);
    }

    Router router() {
        return router;
    }

    /** The first one, which publishers of a benchmark share. */
    Loop loop() {
        return loops.get(0);
    }

    /** Where the log ends: so many records, but for a constant, were stored. */
    long logEnd() {
        return store.log().end(0);
    }

    /** A message of 64 bytes. The caller owns it. */
    static Message message(String topic, Qos qos) {
        return new Message(
                Topic.of(topic),
                Payload.copyOf(new byte[64]),
                qos,
                false,
                PublishProperties.NONE,
                "publisher",
                System.currentTimeMillis());
    }

    /**
     * Opens {@code count} sessions and waits until they are subscribed to {@code topic}.
     *
     * @param expirySeconds 0 for sessions that end with their connection
     */
    void open(String topic, int count, Qos qos, long expirySeconds, Receiver receiver) throws InterruptedException {
        List<CompiledPolicy> policies = List.of(everything());
        CountDownLatch subscribed = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            String clientId = topic + "-" + i;
            Loop home = loops.homeOf(clientId);
            home.post(() -> {
                Rights.Standing granted =
                        Rights.Standing.granted(Permissions.bind(policies, Variables.NONE), Long.MAX_VALUE);
                Client client = new Client(home, subscribed, receiver);
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
                                        topic, qos, false, false, Subscribe.RetainHandling.DO_NOT_SEND))));
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

    @Override
    public void close() throws IOException {
        refusals.close();
        metrics.close();
        readers.close();
        loops.close();
        store.close();
        Folders.delete(folder);
    }

    private static final class Client implements Link {
        private final Loop home;
        private final CountDownLatch subscribed;
        private final Receiver receiver;
        /** Set before the client is told of anything. */
        private @Nullable Session session;

        Client(Loop home, CountDownLatch subscribed, Receiver receiver) {
            this.home = home;
            this.subscribed = subscribed;
            this.receiver = receiver;
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
            receiver.received(Objects.requireNonNull(session), home, packetId);
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
