package io.gatehouse.reload;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.metrics.ReloadMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads what has changed, and on request everything, on a thread of its own: one reading after the other, in the order
 * given. A change of a file is applied between one and two looks after the last write to it.
 *
 * <p>Each change is told once in the log: at INFO what was applied, at WARN what could not be, and that the old state
 * stays. Requests that wait are answered together, so a flood of them costs two readings.
 */
public final class Reloader implements AutoCloseable {
    private static final Log log = Log.of(Reloader.class);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final List<Reloadable> parts;
    private final Map<Reloadable, FileWatch> watches = new IdentityHashMap<>();
    private final ReloadMetrics metrics;
    private final Duration look;
    private final BlockingQueue<CompletableFuture<Map<String, Reloaded>>> requests = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofPlatform().name("reload").unstarted(this::run);
    private volatile boolean closed;

    private Reloader(List<Reloadable> parts, ReloadMetrics metrics, Duration look) {
        this.parts = List.copyOf(parts);
        this.metrics = metrics;
        this.look = look;
        parts.forEach(part -> watches.put(part, new FileWatch()));
        parts.forEach(part -> metrics.watching(part.name()));
    }

    /**
     * @param parts in the order in which they are read when several have changed
     * @param look how often the files are looked at
     */
    public static Reloader start(List<Reloadable> parts, ReloadMetrics metrics, Duration look) {
        Reloader reloader = new Reloader(parts, metrics, look);
        reloader.watches.forEach((part, watch) -> watch.changed(part.files())); // as they are now
        reloader.thread.start();
        return reloader;
    }

    /** Reads everything again, changed or not. Any thread; the answer has an entry for each part, in their order. */
    public CompletableFuture<Map<String, Reloaded>> now() {
        CompletableFuture<Map<String, Reloaded>> answer = new CompletableFuture<>();
        requests.add(answer);
        if (closed) {
            answer.completeExceptionally(new IllegalStateException("the broker is stopping"));
        }
        return answer;
    }

    private void run() {
        while (!closed) {
            try {
                CompletableFuture<Map<String, Reloaded>> asked = requests.poll(look.toNanos(), TimeUnit.NANOSECONDS);
                if (asked == null) {
                    readWhatChanged();
                } else {
                    readAll(asked);
                }
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    private void readWhatChanged() {
        for (Reloadable part : parts) {
            FileWatch watch = watches.get(part);
            if (watch != null && watch.changed(part.files())) {
                var _ = read(part, watch);
            }
        }
    }

    private void readAll(CompletableFuture<Map<String, Reloaded>> first) {
        List<CompletableFuture<Map<String, Reloaded>>> waiting = new ArrayList<>();
        waiting.add(first);
        requests.drainTo(waiting);
        Map<String, Reloaded> outcomes = new LinkedHashMap<>();
        for (Reloadable part : parts) {
            outcomes.put(part.name(), read(part, watches.get(part)));
        }
        waiting.forEach(request -> request.complete(outcomes));
    }

    private Reloaded read(Reloadable part, @Nullable FileWatch watch) {
        if (watch != null) {
            watch.handle(part.files()); // before: what is written meanwhile is another change
        }
        Reloaded outcome;
        try {
            outcome = part.reload();
        } catch (RuntimeException defect) {
            log.at(Event.DEFECT)
                    .setCause(defect)
                    .addKeyValue("part", part.name())
                    .log("reloading {} went wrong; what was there before stays", part.name());
            outcome = new Reloaded.Failed(List.of("a defect of the broker: " + defect));
        }
        tell(part.name(), outcome);
        return outcome;
    }

    private void tell(String part, Reloaded outcome) {
        switch (outcome) {
            case Reloaded.Unchanged() -> metrics.reloaded(part, "unchanged", false);
            case Reloaded.Changed(var what, var needRestart) -> {
                metrics.reloaded(part, "changed", false);
                what.forEach(change ->
                        log.at(Event.RELOADED).addKeyValue("part", part).log("reloaded {}: {}", part, change));
                needRestart.forEach(change -> log.at(Event.RELOAD_NEEDS_RESTART)
                        .addKeyValue("part", part)
                        .log("{}: {} was read and needs a restart of the broker", part, change));
            }
            case Reloaded.Failed(var why) -> {
                metrics.reloaded(part, "failed", true);
                why.forEach(problem -> log.at(Event.RELOAD_FAILED)
                        .addKeyValue("part", part)
                        .log("{} not reloaded, what was there before stays: {}", part, problem));
            }
        }
    }

    /** Ends after the reading under way. Idempotent. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (!thread.join(STOP)) {
                log.at(Event.STOP_SLOW).log("reloading took longer than {}; going on", STOP);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        List<CompletableFuture<Map<String, Reloaded>>> late = new ArrayList<>();
        requests.drainTo(late);
        late.forEach(request -> request.completeExceptionally(new IllegalStateException("the broker is stopping")));
    }
}
