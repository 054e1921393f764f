package io.gatehouse;

import io.gatehouse.audit.Audit;
import io.gatehouse.config.LogSettings;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.history.ClientHistory;
import io.gatehouse.jobs.JobStatus;
import io.gatehouse.jobs.Jobs;
import io.gatehouse.loop.LoopLag;
import io.gatehouse.loop.Loops;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.operator.Operators;
import io.gatehouse.registry.Registry;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.TopicTrie;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.Waiting;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a scrape asks the parts of a broker for. */
final class Figures {
    private Figures() {}

    static void ofMessages(
            Metrics metrics, Router router, TopicTrie subscriptions, RetainedMessages retained, Sessions sessions) {
        metrics.logWritten(router.log()::appended);
        metrics.subscriptions(subscriptions::size);
        metrics.retainedMessages(retained::size);
        metrics.waiting(() -> waitingIn(sessions), Waiting::messages, Waiting::bytes, Waiting::unwritable);
    }

    static void ofStore(Metrics metrics, RocksStore store, LogSettings log) {
        metrics.log(
                store.log()::bytes,
                log::maxBytes,
                () -> sum(store.log(), store.log()::begin),
                () -> sum(store.log(), store.log()::end),
                store::untold);
        store.measuredBy(metrics.registry());
    }

    static void ofClients(
            Metrics metrics, Sessions sessions, ClientHistory history, Registry registry, InstantSource clock) {
        metrics.sessions(sessions::count);
        metrics.storedSessions(sessions::stored);
        metrics.sharedCertificates(sessions.shared()::count, sessions.shared()::found);
        metrics.history(history::clients, history::bytes, history::dropped);
        metrics.deviceCertificates(
                DeviceCertificates.statuses(), () -> DeviceCertificates.count(registry, clock.instant()));
    }

    static void ofJobs(Metrics metrics, Jobs jobs) {
        metrics.jobs()
                .jobs(
                        Stream.of(JobStatus.values()).map(JobStatus::name).toList(),
                        status -> jobs.count(JobStatus.valueOf(status)),
                        jobs::waiting);
    }

    static void ofOperators(Metrics metrics, Operators operators, Audit audit) {
        metrics.control().operators(() -> operators.list().size(), () -> {
            Instant used = operators.lastUse();
            return used == null ? Double.NaN : used.toEpochMilli() / 1e3;
        });
        metrics.control().audit(audit::entries, () -> audit.problem() != null);
    }

    static void ofProcess(Metrics metrics, Loops loops) {
        metrics.bindJvm();
        metrics.bindNetty((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT, loops.group());
        loops.all().forEach(loop -> metrics.loopLag(loop.index(), LoopLag.watch(loop)::worstNanos));
    }

    /** For a scrape, which has a thread of its own; {@code null} where the loops do not answer: they stop, or hang. */
    private static @Nullable Waiting waitingIn(Sessions sessions) {
        try {
            return sessions.waiting().get(1, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException | RejectedExecutionException notNow) {
            return null;
        }
    }

    private static long sum(DurableLog log, IntToLongFunction ofShard) {
        return IntStream.range(0, log.shards()).mapToLong(ofShard).sum();
    }
}
