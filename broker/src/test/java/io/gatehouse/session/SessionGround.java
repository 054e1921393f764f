package io.gatehouse.session;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.FaultyLog;
import io.gatehouse.engine.MemoryLog;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.DiskReaders;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.memory.MemoryGuard;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Permissions;
import io.gatehouse.policy.PolicyDocument;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.Variables;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.routing.OutboxLimits;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.TopicTrie;
import io.netty.buffer.ByteBuf;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * Sessions on real loops over a {@link SteppedDisk}, which may be stopped in order, or killed, and begun again on what
 * was stored. Used by the test's thread.
 */
final class SessionGround implements AutoCloseable {
    static final int MAX_INFLIGHT = 8;
    static final SessionRules RULES = new SessionRules(
            Qos.EXACTLY_ONCE,
            true,
            true,
            true,
            10,
            MAX_INFLIGHT,
            10,
            20,
            100,
            10,
            100_000,
            1 << 30,
            Overflow.DROP_NEWEST,
            0,
            1000,
            0,
            100,
            true,
            Sharing.WARN);
    static final Permissions EVERYTHING = Permissions.bind(List.of(policy()), Variables.NONE);
    static final Rights RIGHTS = _ -> Rights.Standing.granted(EVERYTHING, Long.MAX_VALUE);

    private static final int QUIET_ROUNDS = 4; // more hops than anything takes between two pieces of work of the disk

    final SteppedDisk disk = new SteppedDisk();
    final FaultyLog log;
    private final MemoryLog memory;
    final Queue<ByteBuf> payloads = new ConcurrentLinkedQueue<>(); // that were routed or delivered in this life
    final Set<Principal> attachments = ConcurrentHashMap.newKeySet(); // certificates and their things, now
    private final int loopCount;
    private final DiskReaders readers = new DiskReaders(1);
    private Life life;

    /** What dies with a process. */
    private record Life(Loops loops, Metrics metrics, Sessions sessions, LogTrimmer trimmer) {}

    SessionGround(int loopCount, int shards, long seed) {
        this.loopCount = loopCount;
        this.memory = new MemoryLog(shards, disk.stored, RetainedLimits.NONE, disk);
        this.log = new FaultyLog(memory, seed);
        this.life = begin(log);
    }

    private static CompiledPolicy policy() {
        if (PolicyParser.parse(Policies.everything(), PolicyLimits.EXTENDED)
                instanceof PolicyParse.Parsed(PolicyDocument document)) {
            return CompiledPolicy.compile("everything", document, RunningBroker.SCOPE);
        }
        throw new AssertionError("a policy of the tests is malformed");
    }

    private Life begin(DurableLog durableLog) {
        Loops loops = Loops.start(loopCount, Clock.SYSTEM);
        Metrics metrics = new Metrics(loopCount);
        TopicTrie trie = new TopicTrie(true);
        Router router = new Router(
                loops,
                trie,
                durableLog,
                OutboxLimits.DEFAULT,
                List.of(message -> payloads.add(message.payload().bytes())),
                index -> metrics.loop(index)::dropped);
        Sessions sessions = new Sessions(
                loops,
                RULES,
                trie,
                router,
                new RetainedMessages(memory.retained(), true),
                durableLog,
                disk.keyValue(),
                readers,
                Lifecycle.of(),
                (certificate, thing) -> attachments.contains(new Principal(certificate, thing)),
                metrics,
                new Refusals(metrics, List.of(), Clock.SYSTEM),
                MemoryGuard.UNLIMITED,
                new TopicServices(List.of()),
                null);
        LogTrimmer trimmer = new LogTrimmer(durableLog, sessions, Clock.SYSTEM, Long.MAX_VALUE, 0, Duration.ZERO);
        return new Life(loops, metrics, sessions, trimmer);
    }

    Sessions sessions() {
        return life.sessions();
    }

    /** On the client's loop. */
    @Nullable
    Session find(String clientId) {
        return sessions().of(homeOf(clientId)).find(clientId);
    }

    Loop homeOf(String clientId) {
        return life.loops().homeOf(clientId);
    }

    /** Runs {@code task} on the loop of a client and waits for it, whatever the disk does. */
    <T> T on(String clientId, Callable<T> task) {
        return on(homeOf(clientId), task);
    }

    private static <T> T on(Loop loop, Callable<T> task) {
        try {
            return loop.eventLoop().submit(task).get(30, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        } catch (InterruptedException | TimeoutException blocked) {
            throw new AssertionError("a loop waits for the disk", blocked);
        }
    }

    /** The disk fails no more. */
    void sound() {
        log.failSome(0);
        log.failWith(null);
        disk.failSome(new Random(0), 0);
    }

    /** Lets the disk, the readers and the loops do all that is to be done. */
    void settle() {
        for (int quiet = 0; quiet < QUIET_ROUNDS; quiet++) {
            while (disk.step()) {
                quiet = 0;
            }
            hop();
        }
    }

    /** What the readers and the loops have to do now is done. */
    private void hop() {
        for (Loop loop : life.loops().all()) {
            CompletableFuture<Boolean> read = new CompletableFuture<>();
            readers.read(() -> true, loop, read::complete, read::completeExceptionally);
            read.orTimeout(30, TimeUnit.SECONDS).join();
            on(loop, () -> true);
        }
    }

    /** The readers answer nobody until the latch is counted down. */
    CountDownLatch holdReaders() {
        CountDownLatch held = new CountDownLatch(1);
        readers.read(
                () -> {
                    try {
                        return held.await(30, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                life.loops().get(0),
                _ -> {},
                _ -> {});
        return held;
    }

    /** The disk does all it was asked for, and the loops hear of it; the readers are not waited for. */
    void settleDisk() {
        for (int quiet = 0; quiet < QUIET_ROUNDS; quiet++) {
            while (disk.step()) {
                quiet = 0;
            }
            life.loops().all().forEach(loop -> on(loop, () -> true));
        }
    }

    /** What the lazy timer does: writes down how far all sessions have come. */
    void writeProgress(Iterable<String> clientIds) {
        settle();
        for (String clientId : clientIds) {
            await(sessions().ask(clientId, session -> {
                Progress progress = session == null ? null : session.outbound().progress();
                if (progress != null) {
                    var _ = progress.write();
                }
                return true;
            }));
        }
        settle();
    }

    void trim(Iterable<String> clientIds) {
        writeProgress(clientIds);
        try {
            life.trimmer().round();
        } catch (UncheckedIOException provoked) {
            // the next round trims
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The broker stops in order and is started again. */
    void restart() {
        settle();
        await(sessions().onEveryLoop(sessions -> sessions.partings().forEach(Runnable::run)));
        clear();
        end(life);
        beginAgain();
    }

    /** Ends all sessions' memory, as a stop does, and looks for what was not given back. */
    void clear() {
        settle();
        await(sessions().onEveryLoop(Sessions.OfLoop::clear));
        settle();
        Assertions.assertThat(payloads).as("payloads that nobody closed").allMatch(bytes -> bytes.refCnt() == 0);
        payloads.clear();
    }

    /** The process dies after so many more pieces of work of the disk, of which nobody heard any more. */
    void kill(int stepsOfTheDisk) {
        disk.die(); // what waits from here on is of the dead
        end(life);
        disk.back(stepsOfTheDisk);
        payloads.clear();
        beginAgain();
    }

    private void beginAgain() {
        life = begin(log);
        sessions()
                .restore((clientId, principal, origin) -> RIGHTS)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        settle();
    }

    private static void end(Life life) {
        life.loops().close();
        life.metrics().close();
    }

    static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        end(life);
        readers.close();
        memory.close();
    }
}
