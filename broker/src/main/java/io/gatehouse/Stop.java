package io.gatehouse;

import io.gatehouse.config.ShutdownSettings;
import io.gatehouse.control.DrainApi;
import io.gatehouse.engine.rocks.LogGroupQueues;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.metrics.HealthCheck;
import io.gatehouse.metrics.HealthState;
import io.gatehouse.session.Farewell;
import io.gatehouse.session.Sessions;
import io.gatehouse.transport.ConnectionContext;
import io.gatehouse.transport.Listener;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The stop of a broker: readiness falls, new clients are still taken while that is noticed, listeners close, who has no
 * session yet is turned away, clients are told 0x8B at the rate that is configured, what they still send is waited for
 * as long as configured, then the rest is stopped in the opposite order of its start. Any thread may run it, once.
 *
 * <p>Nothing that goes wrong on the way keeps the rest from being stopped: it is logged.
 */
final class Stop {
    private static final Log log = Log.of(Stop.class);

    /** One that takes longer than this is said to. */
    private static final Duration WORTH_A_LINE = Duration.ofSeconds(1);

    private final ShutdownSettings settings;
    private final Drain drain;
    private final HealthState health;
    private final ConnectionContext connections;
    private final Sessions sessions;
    private final List<Listener> listeners;
    private final Housekeeping housekeeping;
    private final LogGroupQueues groups;
    private final Deque<AutoCloseable> started;
    private final CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

    /** @param started the last one first */
    Stop(
            ShutdownSettings settings,
            Drain drain,
            HealthState health,
            ConnectionContext connections,
            Sessions sessions,
            List<Listener> listeners,
            Housekeeping housekeeping,
            LogGroupQueues groups,
            Deque<AutoCloseable> started) {
        this.settings = settings;
        this.drain = drain;
        this.health = health;
        this.connections = connections;
        this.sessions = sessions;
        this.listeners = listeners;
        this.housekeeping = housekeeping;
        this.groups = groups;
        this.started = started;
    }

    /** Runs {@code task} when it begins, before anything is stopped, on the thread that begins it. */
    void whenBegun(Runnable task) {
        var _ = begun.thenRun(task);
    }

    /** Completes when it is over; with what went wrong, where it did not stop in order. */
    CompletableFuture<@Nullable Void> stopped() {
        return stopped;
    }

    /** Returns when it is over, whoever began it. */
    synchronized void run() {
        if (!begun.complete(null)) {
            return;
        }
        try {
            leaveClients();
            drain.reached(DrainApi.Phase.ENDING);
            // Sessions that nothing waits for move on to what has been told: so a restart finds them.
            await("taking stock", sessions.lowestNeeded().thenAccept(lowest -> {}));
            housekeeping.close(); // a log that no session is there for any more must not look unneeded
            groups.stop(); // its members leave now, and the queues stay
            await("ending sessions", sessions.onEveryLoop(Sessions.OfLoop::clear));
            all(started);
            stopped.complete(null);
        } catch (RuntimeException | Error failed) {
            stopped.completeExceptionally(failed);
            throw failed;
        }
    }

    private void leaveClients() {
        health.fail(HealthCheck.DRAINING, "the broker is stopping");
        drain.reached(DrainApi.Phase.NOTICED);
        goOn(settings.drain());
        listeners.forEach(Listener::close);
        await("turning away who has no session yet", connections.turnAwayNewcomers());
        await(
                "telling clients",
                Farewell.of(sessions, settings::telling).thenCompose(this::tell),
                settings.disconnectWithin());
        // Who is left came while the others were told, or was kept waiting by a loop that is behind.
        await("telling clients", sessions.onEveryLoop(here -> here.partings().forEach(Runnable::run)));
        await(
                "closing connections",
                allOf(listeners.stream().map(Listener::drained).toList()));
    }

    /** As before: who sends clients here needs time to see that we are not ready. */
    private static void goOn(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<@Nullable Void> tell(Farewell farewell) {
        drain.telling(farewell);
        if (farewell.takes().compareTo(WORTH_A_LINE) > 0) {
            log.at(Event.BROKER_TELLING)
                    .addKeyValue("clients", farewell.clients())
                    .addKeyValue("takes", farewell.takes())
                    .log("telling clients that the broker stops (shutdown.disconnect-rate)");
        }
        return farewell.done();
    }

    private static CompletableFuture<Void> allOf(List<CompletableFuture<Void>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    }

    private void await(String what, CompletableFuture<Void> done) {
        await(what, done, Duration.ZERO);
    }

    /** @param takes how long it takes as a rule; the grace comes on top of it */
    private void await(String what, CompletableFuture<@Nullable Void> done, Duration takes) {
        Duration most = takes.plus(settings.grace());
        try {
            done.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            log.at(Event.STOP_SLOW).addKeyValue("waited", most).log("{} took too long; going on", what);
        } catch (ExecutionException failed) {
            log.at(Event.STOP_FAILED).setCause(failed.getCause()).log("{} failed; going on", what);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes all of them, whatever becomes of each. */
    static void all(Deque<AutoCloseable> started) {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception failed) {
                String name = part.getClass().getSimpleName();
                log.at(Event.STOP_FAILED).setCause(failed).log("{} did not stop in order; going on", name);
            }
        }
    }
}
