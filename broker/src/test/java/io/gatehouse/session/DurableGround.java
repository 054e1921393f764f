package io.gatehouse.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.engine.FaultyLog;
import io.gatehouse.engine.FaultyRetained;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.MemoryLog;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.engine.rocks.LogGroupQueues;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.DiskReaders;
import io.gatehouse.loop.Loops;
import io.gatehouse.memory.MemoryGuard;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Suback;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.Unsubscribe;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Permissions;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.Variables;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.refusal.RecentRefusals;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.routing.OutboxLimits;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.TopicTrie;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sessions on one loop, over a log in memory that outlives a crash of everything else. */
final class DurableGround implements AutoCloseable {
    private static final X509Certificate LEAF =
            RunningBroker.stranger("anybody").issued().leaf();

    private static final long EXPIRY_SECONDS = 3600;
    private static final CompiledPolicy EVERYTHING = CompiledPolicy.compile(
            "everything",
            ((PolicyParse.Parsed) PolicyParser.parse(Policies.everything(), PolicyLimits.EXTENDED)).document(),
            RunningBroker.SCOPE);

    private final SessionRules rules;
    private final Clock clock;
    private final MemoryKeyValue keyValue;
    private final MemoryLog memory;
    private final Loops loops;
    private final TopicServices services;
    private final Metrics metrics = new Metrics(1);
    private final DiskReaders readers = new DiskReaders(1);
    private final Refusals refusals;
    final RecentRefusals told = new RecentRefusals(100, 1024 * 1024);
    final MemoryGuard guard = MemoryGuard.of(1000, 1000, () -> 0);
    final FaultyLog log;
    final FaultyRetained retained;
    final Sessions sessions;

    private DurableGround(
            SessionRules rules, Clock clock, MemoryKeyValue keyValue, MemoryLog memory, TopicServices services) {
        this.services = services;
        this.rules = rules;
        this.clock = clock;
        this.keyValue = keyValue;
        this.memory = memory;
        this.loops = Loops.start(1, clock);
        this.refusals = new Refusals(metrics, List.of(told), clock);
        this.log = new FaultyLog(memory, 1);
        this.retained = new FaultyRetained(memory.retained());
        TopicTrie trie = new TopicTrie(true, new LogGroupQueues(log, keyValue, true));
        this.sessions = new Sessions(
                loops,
                rules,
                trie,
                new Router(loops, trie, log, OutboxLimits.DEFAULT, List.of(), index -> metrics.loop(index)::dropped),
                new RetainedMessages(retained, true),
                log,
                keyValue,
                readers,
                new Unheard(),
                (_, _) -> false,
                metrics,
                refusals,
                guard,
                services,
                null);
        restore();
    }

    DurableGround(SessionRules rules, Clock clock) {
        this(rules, clock, new MemoryKeyValue(), new TopicServices(List.of()));
    }

    /** @param services that answer on reserved topics; closed with this */
    DurableGround(SessionRules rules, Clock clock, MemoryKeyValue keyValue, TopicServices services) {
        this(rules, clock, keyValue, new MemoryLog(1, keyValue, RetainedLimits.NONE), services);
    }

    /** @param window of each session, on both sides */
    static SessionRules rules(int window, int maxQueuedMessages, long maxQueuedBytes) {
        return rules(window, maxQueuedMessages, maxQueuedBytes, Overflow.DROP_NEWEST, 0);
    }

    static SessionRules rules(
            int window, int maxQueuedMessages, long maxQueuedBytes, Overflow overflow, int backlogRate) {
        return rules(window, maxQueuedMessages, maxQueuedBytes, overflow, backlogRate, 100);
    }

    static SessionRules rules(
            int window,
            int maxQueuedMessages,
            long maxQueuedBytes,
            Overflow overflow,
            int backlogRate,
            int maxTopicBytes) {
        return new SessionRules(
                Qos.EXACTLY_ONCE,
                true,
                true,
                true,
                window,
                window,
                10,
                100,
                maxTopicBytes,
                10,
                maxQueuedMessages,
                maxQueuedBytes,
                overflow,
                backlogRate,
                EXPIRY_SECONDS,
                0,
                1000,
                true,
                Sharing.WARN);
    }

    private static Rights.Standing granted() {
        return Rights.Standing.granted(Permissions.bind(List.of(EVERYTHING), Variables.NONE), Long.MAX_VALUE);
    }

    /** The process dies, and another one starts on what was stored. */
    DurableGround crashed() {
        return crashed(rules);
    }

    /** What a start does with what is stored. */
    void restore() {
        sessions.restore((_, _, _) -> _ -> granted()).join();
    }

    /** No read of what is stored beside the log works from now on; null: works again. */
    void failReadsWith(@Nullable String problem) {
        keyValue.failReadsWith(problem);
    }

    /** The next process has other rules. */
    DurableGround crashed(SessionRules others) {
        end();
        return new DurableGround(others, clock, keyValue, memory, services);
    }

    /** The broker stops in order, and starts again. */
    DurableGround restarted() {
        on(() -> sessions.of(loops.get(0)).partings().forEach(Runnable::run));
        on(() -> sessions.of(loops.get(0)).clear());
        return crashed();
    }

    /** Trims as the broker's housekeeping does, twice: what is not needed is given up in the round after. */
    void trim(LogTrimmer trimmer) throws InterruptedException {
        trimmer.round();
        trimmer.round();
    }

    long dropped(Reason reason) {
        String series = "gatehouse_messages_dropped_total{reason=\"" + reason + "\"} ";
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    /** What an operator who asks for {@code clientId} is told of {@code reason}, once it is known. */
    RecentRefusals.Entry toldOf(String clientId, Reason reason, long count) {
        await("what is told of " + clientId)
                .until(() -> told.find(clientId, reason, 2).stream().anyMatch(entry -> entry.count() == count));
        List<RecentRefusals.Entry> entries = told.find(clientId, reason, 2);
        assertThat(entries).hasSize(1);
        return entries.getFirst();
    }

    /** How many messages the store says wait for a session; -1 when it says nothing. */
    int storedQueue(String clientId) {
        int[] messages = {-1};
        keyValue.scan(
                Key.of("session-cursor", clientId),
                stored -> messages[0] = Checkpoint.of(stored.value()).queue().messages());
        return messages[0];
    }

    /** Runs {@code action} on the loop, and everything it causes there. */
    void on(Runnable action) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        loops.get(0).post(() -> {
            action.run();
            loops.get(0).post(() -> loops.get(0).post(() -> done.complete(null)));
        });
        done.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** A client that lets its session live on. */
    Device device(String clientId, int receiveMaximum) {
        return open(ProtocolVersion.MQTT_5, clientId, receiveMaximum, EXPIRY_SECONDS);
    }

    /** A client whose session ends with it. */
    Device passer(String clientId) {
        return open(ProtocolVersion.MQTT_5, clientId, 65_535, 0);
    }

    /** A client of MQTT 3.1.1 whose session ends with it. */
    Device passer3(String clientId) {
        return open(ProtocolVersion.MQTT_3_1_1, clientId, 65_535, 0);
    }

    private Device open(ProtocolVersion version, String clientId, int receiveMaximum, long expirySeconds) {
        Device device = new Device();
        Connect connect = new Connect(
                version,
                clientId,
                false,
                0,
                expirySeconds,
                receiveMaximum,
                Integer.MAX_VALUE,
                0,
                false,
                true,
                List.of(),
                null,
                null,
                null);
        on(() -> {
            Opening.Opened opened = (Opening.Opened) sessions.of(loops.get(0))
                    .open(
                            device,
                            connect,
                            clientId,
                            new Principal("certificate", null),
                            new Origin("mqtts", "127.0.0.1", 1, expirySeconds > 0, false),
                            granted(),
                            _ -> granted());
            device.session = opened.session();
            opened.session().resume();
        });
        return device;
    }

    private void end() {
        readers.close();
        loops.close();
        refusals.close();
        metrics.close();
    }

    @Override
    public void close() {
        services.close();
        end();
        memory.close();
    }

    /** One connection. What it receives waits for {@link #take}; nothing is acknowledged by itself. */
    final class Device implements Link {
        private record Received(int packetId, String text) {}

        private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
        private final BlockingQueue<Packet> answers = new LinkedBlockingQueue<>();
        private final Queue<Integer> unacknowledged = new ArrayDeque<>();
        private @Nullable Session session;
        private @Nullable CloseReason closed;
        private int lastId;

        Session session() {
            return Objects.requireNonNull(session);
        }

        @Nullable
        CloseReason closed() {
            return closed;
        }

        Device subscribe(String filter) {
            return subscribe(filter, Qos.EXACTLY_ONCE);
        }

        Device subscribe(String filter, Qos qos) {
            return subscribe(filter, qos, Subscribe.RetainHandling.DO_NOT_SEND);
        }

        Device subscribeWithRetained(String filter, Qos qos) {
            return subscribe(filter, qos, Subscribe.RetainHandling.SEND);
        }

        private Device subscribe(String filter, Qos qos, Subscribe.RetainHandling handling) {
            int id = ++lastId;
            Subscribe.Subscription wanted = new Subscribe.Subscription(filter, qos, false, false, handling);
            on(() -> session().on(new Subscribe(id, 0, List.of(wanted))));
            assertThat(answer()).isInstanceOf(Suback.class);
            return this;
        }

        void unsubscribe(String filter) {
            int id = ++lastId;
            on(() -> session().on(new Unsubscribe(id, List.of(filter))));
            answer();
        }

        /** QoS 1, and waits for the answer. */
        ReasonCode publish(String topic, String text) {
            send(topic, text);
            return ((Puback) answer()).reasonCode();
        }

        /** QoS 1, kept for those who subscribe later. */
        void retain(String topic, String text) {
            retain(topic, text, PublishProperties.NONE);
        }

        void retain(String topic, String text, PublishProperties properties) {
            send(topic, text, true, properties);
            assertThat(((Puback) answer()).reasonCode()).isLessThan(ReasonCode.UNSPECIFIED_ERROR);
        }

        /** QoS 1. */
        void send(String topic, String text) {
            send(topic, text, false, PublishProperties.NONE);
        }

        private void send(String topic, String text, boolean retain, PublishProperties properties) {
            int id = ++lastId;
            on(() -> {
                Payload payload = Payload.of(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
                try (Message message = new Message(
                        Topic.of(topic), payload, Qos.AT_LEAST_ONCE, retain, properties, "", clock.wallMillis())) {
                    session().on(new Publish(message, id, false, 0, SubscriptionIds.NONE));
                }
            });
        }

        Packet answer() {
            try {
                return Objects.requireNonNull(answers.poll(20, TimeUnit.SECONDS), "no answer");
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        /** The next message, acknowledged. */
        String take() {
            String text = receive();
            acknowledge();
            return text;
        }

        /** The next message. */
        String receive() {
            try {
                Received next = Objects.requireNonNull(received.poll(20, TimeUnit.SECONDS), "no message");
                if (next.packetId() != 0) {
                    unacknowledged.add(next.packetId());
                }
                return next.text();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        /** The oldest message that was received and not acknowledged. */
        void acknowledge() {
            int id = Objects.requireNonNull(unacknowledged.poll());
            on(() -> session().on(new Puback(id, ReasonCode.SUCCESS)));
        }

        /** All that is owed to the session was sent. */
        void caughtUp() {
            await("the end of the log").until(() -> {
                CompletableFuture<Boolean> behind = new CompletableFuture<>();
                on(() -> behind.complete(
                        Objects.requireNonNull(session().outbound().cursor()).isBehind()));
                return !behind.join();
            });
            assertThat(received).isEmpty();
        }

        int waiting() {
            return received.size();
        }

        int queued() {
            CompletableFuture<Integer> queued = new CompletableFuture<>();
            on(() -> queued.complete(session().outbound().queued()));
            return queued.join();
        }

        void leave() {
            on(() -> close(new CloseReason.PeerDisconnected(ReasonCode.SUCCESS)));
        }

        @Override
        public void send(Packet packet) {
            answers.add(packet);
        }

        @Override
        public boolean publish(
                Message message, Qos qos, boolean retain, SubscriptionIds ids, int packetId, boolean duplicate) {
            received.add(new Received(packetId, Messages.text(message)));
            return true;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void holdReading(boolean hold) {}

        @Override
        public void pauseReading() {}

        @Override
        public void close(CloseReason reason) {
            if (closed == null) {
                closed = reason;
                session().detach(this, Ending.of(reason));
            }
        }

        @Override
        public ClientCertificate certificate() {
            return new ClientCertificate(LEAF, null);
        }

        @Override
        public ConnectionInfo info() {
            return FakeLink.INFO;
        }
    }

    private static final class Unheard implements Lifecycle {
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
