package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.Append;
import io.gatehouse.engine.AppendResult;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.LogRecord;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.StoredForm;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.session.Principal;
import io.gatehouse.session.Session;
import io.gatehouse.session.StoredSessions;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of a broker with much in its store: it is soon there, and its memory follows from the sessions and not from
 * what waits for them.
 *
 * <p>Of full size with {@code -Dgatehouse.large-store.messages=1000000}, in a JVM with {@code -Xmx256m}.
 */
final class LargeStoreIT {
    private static final int MESSAGES = Integer.getInteger("gatehouse.large-store.messages", 50_000);
    private static final int EACH = 100;
    private static final int SESSIONS = MESSAGES / EACH;
    private static final int RETAINED = MESSAGES / 10;
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Of heap: a session, its subscription and its place in the trie; what waits for it would be ten times that. */
    private static final long BYTES_PER_SESSION = 4096;

    /** Of heap, whatever the store holds: the classes and buffers of a broker. */
    private static final long BYTES_OF_A_BROKER = 32L * 1024 * 1024;

    private static final int BODY_BYTES = 400;
    private static final int UNDER_WAY = 4096;
    private static final Logger log = LoggerFactory.getLogger(LargeStoreIT.class);

    private RunningBroker broker = RunningBroker.start();

    @AfterEach
    void stop() {
        broker.close();
    }

    private static String body(int number) {
        String text = Integer.toString(number);
        return text + " ".repeat(BODY_BYTES - text.length());
    }

    @Test
    void it_listens_soon_and_its_memory_is_not_in_proportion_to_what_waits() throws Exception {
        TestDevice device = broker.device("lamp");
        Principal principal;
        try (WireClients clients = new WireClients(broker, device)) {
            clients.v5("first");
            principal = broker.sessions()
                    .ask(
                            "first",
                            (@Nullable Session session) ->
                                    Objects.requireNonNull(session).principal())
                    .get();
        }
        long[] before = new long[2];
        long began = System.nanoTime();
        broker = broker.restarted(settings -> {
            fill(settings, principal);
            before[0] = heap();
            before[1] = System.nanoTime();
        });
        Duration start = Duration.ofNanos(System.nanoTime() - before[1]);
        long grown = heap() - before[0];
        log.atInfo()
                .addKeyValue("messages", MESSAGES)
                .addKeyValue("sessions", SESSIONS)
                .addKeyValue("retained", RETAINED)
                .addKeyValue("filledMillis", (before[1] - began) / 1_000_000)
                .addKeyValue("startMillis", start.toMillis())
                .addKeyValue("heapKiB", grown / 1024)
                .addKeyValue("maxHeapMiB", Runtime.getRuntime().maxMemory() >> 20)
                .log("started with a large store");

        assertThat(start).isLessThan(SOON);
        assertThat(grown).isLessThan(BYTES_OF_A_BROKER + SESSIONS * BYTES_PER_SESSION);
        assertThat(broker.metric("gatehouse_sessions_stored")).isEqualTo(SESSIONS);
        assertThat(broker.metric("gatehouse_retained_messages")).isEqualTo(RETAINED);
        try (WireClients clients = new WireClients(broker, device)) {
            drain(clients, 0);
            drain(clients, SESSIONS - 1);
            WireClient reader = clients.v5("reader");
            reader.subscribe("state/" + (RETAINED - 1), "01");
            assertThat(reader.takeText()).isEqualTo(body(RETAINED - 1));
        }
    }

    private static void drain(WireClients clients, int number) {
        long began = System.nanoTime();
        WireClient client = clients.kept5("device-" + number);
        for (int i = 0; i < EACH; i++) {
            assertThat(client.takeText()).isEqualTo(body(i * SESSIONS + number));
        }
        client.ping();
        log.atInfo()
                .addKeyValue("session", number)
                .addKeyValue("millis", (System.nanoTime() - began) / 1_000_000)
                .log("drained a backlog of {} messages", EACH);
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Fast: through the engine, without waiting for the disk. */
    private static void fill(StoreSettings settings, Principal principal) {
        StoreSettings unsynced = new StoreSettings(
                settings.dataDirectory(),
                StoreSettings.Fsync.OFF,
                settings.blockCacheBytes(),
                settings.writeBufferBytes());
        try (RocksStore store = RocksStore.open(unsynced)) {
            DurableLog messages = store.log();
            long[] begin = new long[messages.shards()];
            for (int shard = 0; shard < begin.length; shard++) {
                begin[shard] = messages.end(shard);
            }
            StoredSessions sessions = new StoredSessions(store.keyValue());
            for (int i = 0; i < SESSIONS; i++) {
                sessions.write("device-" + i, principal, "device/" + i + "/#", begin, EACH, (long) EACH * BODY_BYTES);
            }
            Semaphore underWay = new Semaphore(UNDER_WAY);
            for (int i = 0; i < MESSAGES; i++) {
                append(messages, "device/" + i % SESSIONS + "/in", body(i), Append.Retention.NONE, underWay);
            }
            for (int i = 0; i < RETAINED; i++) {
                append(messages, "state/" + i, body(i), Append.Retention.REPLACE, underWay);
            }
            underWay.acquire(UNDER_WAY);
        } catch (StoreException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private static void append(
            DurableLog messages, String topic, String text, Append.Retention retention, Semaphore underWay)
            throws InterruptedException {
        underWay.acquire();
        Message message = new Message(
                Topic.of(topic),
                Payload.of(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8))),
                Qos.AT_LEAST_ONCE,
                retention != Append.Retention.NONE,
                PublishProperties.NONE,
                "sender",
                System.currentTimeMillis());
        messages.append(
                messages.shardOf("sender"), new Filling(message.topic(), StoredForm.of(message), retention, underWay));
    }

    private record Filling(Topic topic, byte[] body, Retention retention, Semaphore underWay)
            implements Append, LogRecord {
        @Override
        public LogRecord record() {
            return this;
        }

        @Override
        public boolean isKept() {
            return retention == Retention.NONE;
        }

        @Override
        public @Nullable Key onlyOnce() {
            return null;
        }

        @Override
        public int weightBytes() {
            return body.length;
        }

        @Override
        public void settled(AppendResult result) {
            assertThat(result).isInstanceOf(AppendResult.Stored.class);
            underWay.release();
        }
    }
}
