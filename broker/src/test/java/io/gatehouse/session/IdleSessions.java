package io.gatehouse.session;

import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.MemoryLog;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.DiskReaders;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.memory.MemoryGuard;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.routing.OutboxLimits;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.TopicTrie;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sessions on one real loop and an engine in memory, without a network. */
public final class IdleSessions implements AutoCloseable {
    private static final SessionRules RULES = new SessionRules(
            Qos.EXACTLY_ONCE,
            true,
            true,
            true,
            10,
            10,
            10,
            10,
            100,
            10,
            10,
            1000,
            Overflow.DROP_NEWEST,
            0,
            0,
            0,
            10,
            true,
            Sharing.WARN);

    private final Loops loops = Loops.start(1, Clock.SYSTEM);
    private final Metrics metrics = new Metrics(1);
    private final MemoryKeyValue keyValue = new MemoryKeyValue();
    private final MemoryLog log = new MemoryLog(1, keyValue, RetainedLimits.NONE);
    private final DiskReaders readers = new DiskReaders(1);
    private final Sessions sessions;

    public IdleSessions(Lifecycle lifecycle) {
        TopicTrie trie = new TopicTrie(true);
        sessions = new Sessions(
                loops,
                RULES,
                trie,
                new Router(loops, trie, log, OutboxLimits.DEFAULT, List.of(), index -> metrics.loop(index)::dropped),
                new RetainedMessages(log.retained(), true),
                log,
                keyValue,
                readers,
                lifecycle,
                (_, _) -> false,
                metrics,
                new Refusals(metrics, List.of(), Clock.SYSTEM),
                MemoryGuard.UNLIMITED,
                new TopicServices(List.of()),
                null);
    }

    public Sessions sessions() {
        return sessions;
    }

    /**
     * A session with this connection. Its certificate, {@code certificate}, permits nothing, and is found revoked when
     * its rights are asked for again.
     *
     * @param thing what the connection stands for, if any
     */
    Session open(Link link, String clientId, @Nullable String thing) throws Exception {
        CompletableFuture<Session> session = new CompletableFuture<>();
        Connect connect = new Connect(
                ProtocolVersion.MQTT_5,
                clientId,
                true,
                0,
                0,
                10,
                Integer.MAX_VALUE,
                0,
                false,
                true,
                List.of(),
                null,
                null,
                null);
        sessions.onEveryLoop(here -> {
                    Opening.Opened opened = (Opening.Opened) here.open(
                            link,
                            connect,
                            clientId,
                            new Principal("certificate", thing),
                            new Origin("mqtts", "127.0.0.1", 1, false, false),
                            Rights.Standing.granted(Permissions.NONE, Long.MAX_VALUE),
                            _ -> Rights.Standing.refused(Reason.CERTIFICATE_REVOKED, null));
                    opened.session().resume();
                    session.complete(opened.session());
                })
                .get(10, TimeUnit.SECONDS);
        return session.join();
    }

    Loop loop() {
        return loops.get(0);
    }

    public Metrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        log.close();
        readers.close();
        loops.close();
        metrics.close();
    }
}
