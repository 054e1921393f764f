package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way a registry changes: plan, store, remember, tell; one writer at a time, in that order.
 *
 * <p>Memory changes only after the store has answered, so nobody is let in, and nobody is told, on the strength of
 * something a crash could take back. The epoch moves after the memory: a reader who takes the epoch first and decides
 * then can at worst decide once more than needed, never keep a decision of before under an epoch of after.
 *
 * <p><b>A defect while remembering</b> leaves a change on disk that memory has by half or not at all, and that may be a
 * revocation. So the certificates it concerns are locked out, everybody is told, and no more is written: a plan made
 * from such a memory could write over what is right on disk. The next start reads it anew. Everything else goes on: a
 * defect in one change does not put out a million devices.
 */
final class Journal {
    private static final Log log = Log.of(Journal.class);

    private final KeyValue store;
    private final Consumer<Set<String>> lockOut;
    private final Function<List<List<Change>>, CommitEvents> events;
    private final ReentrantLock writing = new ReentrantLock();
    private final List<RegistryListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong epoch = new AtomicLong(1);
    private boolean closed; // guarded by writing
    private boolean apart; // memory and store have come apart; guarded by writing

    /**
     * @param lockOut makes certificates unknown, whatever state memory is in
     * @param events looks at the memory before these commits of one change
     */
    Journal(KeyValue store, Consumer<Set<String>> lockOut, Function<List<List<Change>>, CommitEvents> events) {
        this.store = store;
        this.lockOut = lockOut;
        this.events = events;
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
            if (apart) {
                return cameApart("an earlier change is on disk and not in memory");
            }
            return switch (planner.get()) {
                case Plan.Answer<T>(var result) -> result;
                case Plan.Commit<T> commit -> execute(commit, List.of(commit.changes()));
                case Plan.Commits<T> commits -> execute(commits);
            };
        } finally {
            writing.unlock();
        }
    }

    /** What {@code reading} answers between two changes: as of one moment, while writers wait. */
    <T> T read(Supplier<T> reading) {
        writing.lock();
        try {
            return reading.get();
        } finally {
            writing.unlock();
        }
    }

    /** All but the last leave the memory as it is; what fails after the first leaves memory and store apart. */
    private <T> RegistryResult<T> execute(Plan.Commits<T> plan) {
        List<List<Change>> commits = plan.commits();
        for (int done = 0; done < commits.size() - 1; done++) {
            if (!(store.commit(commits.get(done)).join() instanceof CommitResult.Stored)) {
                if (done == 0) {
                    return new RegistryResult.StoreFailed<>("the first of several commits failed");
                }
                apart = true;
                return cameApart("a part of the change is on disk: " + done + " of " + commits.size() + " commits");
            }
        }
        RegistryResult<T> last = execute(
                new Plan.Commit<>(commits.getLast(), plan.apply(), plan.told(), plan.altersDecisions(), plan.value()),
                commits);
        if (last instanceof RegistryResult.StoreFailed && commits.size() > 1) {
            apart = true;
        }
        return last;
    }

    /** @param commits all of the change, of which this is the last */
    private <T> RegistryResult<T> execute(Plan.Commit<T> plan, List<List<Change>> commits) {
        CommitEvents looked = events.apply(commits); // before the disk: a defect here changes nothing
        return switch (store.commit(plan.changes()).join()) {
            case CommitResult.Stored _ -> {
                tell(RegistryListener::stored);
                RuntimeException defect = remember(plan);
                if (plan.altersDecisions() || defect != null) {
                    epoch.incrementAndGet();
                }
                plan.told().forEach(change -> tell(listener -> listener.changed(change)));
                List<String> things = thingsOf(commits);
                if (!things.isEmpty()) {
                    tell(listener -> listener.thingsWritten(things));
                }
                if (defect == null) { // else the memory is no witness
                    tellOf(looked);
                }
                yield defect == null
                        ? new RegistryResult.Done<>(plan.value())
                        : cameApart("the change is on disk and not in memory");
            }
            // The lock and the data folder's lock leave no other writer: store and memory have come apart.
            case CommitResult.Conflict(var key, var revision) ->
                cameApart("record " + String.join(" ", key.parts()) + ": revision " + revision
                        + " (expected: as in memory)");
            case CommitResult.Failed(var problem) -> new RegistryResult.StoreFailed<>(problem);
        };
    }

    private static List<String> thingsOf(List<List<Change>> commits) {
        return commits.stream()
                .flatMap(List::stream)
                .map(Change::key)
                .filter(key -> key.startsWith(Keys.THINGS))
                .map(Key::name)
                .toList();
    }

    private @Nullable RuntimeException remember(Plan.Commit<?> plan) {
        try {
            plan.apply().run();
            return null;
        } catch (RuntimeException defect) {
            apart = true;
            plan.told().forEach(change -> lockOut.accept(change.concerned()));
            log.at(Event.REGISTRY_DIVERGED)
                    .setCause(defect)
                    .log("a change is on disk and could not be taken into memory; the certificates it concerns are "
                            + "refused and nothing more is written until the broker is restarted");
            return defect;
        }
    }

    private static <T> RegistryResult<T> cameApart(String why) {
        return new RegistryResult.StoreFailed<>(why + "; restart the broker to read the registry again");
    }

    private void tellOf(CommitEvents looked) {
        try {
            List<RegistryEvent> happened = looked.happened();
            if (!happened.isEmpty()) {
                tell(listener -> listener.happened(happened));
            }
        } catch (RuntimeException defect) {
            log.at(Event.DEFECT).setCause(defect).log("the events of a change could not be made; the change is done");
        }
    }

    private void tell(Consumer<RegistryListener> what) {
        for (RegistryListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException defect) {
                log.at(Event.DEFECT).setCause(defect).log("a registry listener failed; the others are told");
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
