package io.gatehouse.registry;

import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.KeyValue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way a registry changes: plan, store, remember, tell; one writer at a time, in that order.
 *
 * <p>Memory changes only after the store has answered, so nobody is let in, and nobody is told, on the strength of
 * something a crash could take back. The epoch moves after the memory: a reader who takes the epoch first and decides
 * then can at worst decide once more than needed, never keep a decision of before under an epoch of after.
 */
final class Journal {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    private final KeyValue store;
    private final ReentrantLock writing = new ReentrantLock();
    private final List<RegistryListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong epoch = new AtomicLong(1);
    private boolean closed; // guarded by writing

    Journal(KeyValue store) {
        this.store = store;
    }

    long epoch() {
        return epoch.get();
    }

    void addListener(RegistryListener listener) {
        listeners.add(listener);
    }

    /** @throws IllegalStateException after close, or from within a listener */
    <T> RegistryResult<T> write(Supplier<Plan<T>> planner) {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("registry: written by a listener (expected: posted to another thread)");
        }
        writing.lock();
        try {
            if (closed) {
                throw new IllegalStateException("registry: closed (expected: no writes after close)");
            }
            return switch (planner.get()) {
                case Plan.Answer<T>(var result) -> result;
                case Plan.Commit<T> commit -> execute(commit);
            };
        } finally {
            writing.unlock();
        }
    }

    private <T> RegistryResult<T> execute(Plan.Commit<T> plan) {
        return switch (store.commit(plan.changes()).join()) {
            case CommitResult.Stored _ -> {
                plan.apply().run();
                if (plan.altersDecisions()) {
                    epoch.incrementAndGet();
                }
                plan.told().forEach(this::tell);
                yield new RegistryResult.Done<>(plan.value());
            }
            // The lock and the data folder's lock leave no other writer: store and memory have come apart.
            case CommitResult.Conflict(var key, var revision) ->
                new RegistryResult.StoreFailed<>("record " + String.join(" ", key.parts()) + ": revision " + revision
                        + " (expected: as in memory); restart the broker to read the registry again");
            case CommitResult.Failed(var problem) -> new RegistryResult.StoreFailed<>(problem);
        };
    }

    private void tell(RegistryChange change) {
        for (RegistryListener listener : listeners) {
            try {
                listener.changed(change);
            } catch (RuntimeException defect) {
                log.atError().setCause(defect).log("a registry listener failed; the others are told");
            }
        }
    }

    /** Waits for the writer at work. */
    void close() {
        writing.lock();
        try {
            closed = true;
        } finally {
            writing.unlock();
        }
    }
}
