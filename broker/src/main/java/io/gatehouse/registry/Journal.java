package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way a registry changes: plan, store, remember, tell; one commit at a time, in that order.
 *
 * <p>Memory changes only after the store has answered, so nobody is let in, and nobody is told, on the strength of
 * something a crash could take back. The epoch moves after the memory: a reader who takes the epoch first and decides
 * then can at worst decide once more than needed, never keep a decision of before under an epoch of after.
 *
 * <p><b>Writers that wait share a commit</b>, because a commit that waits for the disk costs the same for one change as
 * for hundreds. What they plan is planned from the memory of before, one after the other, so none may rest on what
 * another of them changes. A writer that is to share says which things and certificates its plan looks at or writes to;
 * writers who name the same one are in commits of their own, in the order in which they came. All else that a plan
 * looks at, such as types, groups, policies and authorities, is written only by writers that share nothing. A plan that
 * turns out to write to what was not named shares nothing either. Each is answered for its own change.
 *
 * <p><b>A defect while remembering</b> leaves a change on disk that memory has by half or not at all, and that may be a
 * revocation. So the certificates it concerns are locked out, everybody is told, and no more is written: a plan made
 * from such a memory could write over what is right on disk. The next start reads it anew. Everything else goes on: a
 * defect in one change does not put out a million devices.
 */
final class Journal {
    private static final Log log = Log.of(Journal.class);
    private static final String NOT_IN_MEMORY = "the change is on disk and not in memory";

    private final KeyValue store;
    private final Consumer<Set<String>> lockOut;
    private final Function<List<List<Change>>, CommitEvents> events;
    private final ReentrantLock writing = new ReentrantLock(true); // fair: who shares nothing gets his turn too
    private final Queue<SharingWriter<?>> sharing = new ConcurrentLinkedQueue<>(); // as many as callers wait
    private final AtomicInteger sharingWriters = new AtomicInteger();
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

    /**
     * Shares nothing.
     *
     * @throws IllegalStateException after close, or from within a listener
     */
    <T> RegistryResult<T> write(Supplier<Plan<T>> planner) {
        refuseListeners();
        writing.lock();
        try {
            RegistryResult<T> refused = refused();
            return refused == null ? execute(planner.get()) : refused;
        } finally {
            writing.unlock();
        }
    }

    /**
     * May share a commit with others.
     *
     * @param footprint what else the plan looks at is written by none of those that share
     * @throws IllegalStateException after close, or from within a listener
     */
    <T> RegistryResult<T> write(Footprint footprint, Supplier<Plan<T>> planner) {
        refuseListeners();
        SharingWriter<T> writer = new SharingWriter<>(footprint, planner);
        sharing.add(writer);
        if (sharingWriters.getAndIncrement() == 0) {
            Thread.ofVirtual().name("registry-writer").start(this::writeShared);
        }
        return writer.answer();
    }

    /** Those that may share a commit and have no answer yet. */
    int waitingWriters() {
        return sharingWriters.get();
    }

    private void refuseListeners() {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("registry: written by a listener (expected: posted to another thread)");
        }
    }

    /** Null where plans may be made. */
    private <T> @Nullable RegistryResult<T> refused() {
        if (closed) {
            throw new IllegalStateException("registry: closed (expected: no writes after close)");
        }
        return apart ? cameApart("an earlier change is on disk and not in memory") : null;
    }

    // ---- Commits that are shared

    /** Until nobody waits; other writers get their turn between two commits. */
    private void writeShared() {
        int answered;
        do {
            SharedCommit commit = new SharedCommit();
            writing.lock();
            try {
                commit.fill(sharing, this::refused);
                write(commit);
            } catch (RuntimeException | Error defect) {
                commit.fail(defect);
            } finally {
                writing.unlock();
            }
            answered = commit.taken();
        } while (sharingWriters.addAndGet(-answered) > 0);
    }

    private void write(SharedCommit commit) {
        List<SharingWriter<?>> writers = commit.writers();
        if (writers.size() == 1) {
            writers.getFirst().execute(this);
            return;
        }
        if (writers.isEmpty()) {
            return;
        }
        List<Underway> underway = new ArrayList<>();
        for (SharingWriter<?> writer : writers) {
            Plan.Commit<?> plan = writer.commit();
            underway.add(underway(plan, List.of(plan.changes())));
        }
        switch (store.commit(commit.changes()).join()) {
            case CommitResult.Stored _ -> {
                stored(underway);
                for (int i = 0; i < writers.size(); i++) {
                    writers.get(i).stored(underway.get(i).tookIt ? null : NOT_IN_MEMORY);
                }
            }
            // Nothing of it is on disk: whoever has come apart from the store does so alone.
            case CommitResult.Conflict _ -> writers.forEach(writer -> writer.execute(this));
            case CommitResult.Failed(var problem) ->
                writers.forEach(writer -> writer.refuse(new RegistryResult.StoreFailed<>(problem)));
        }
    }

    // ---- One plan

    <T> RegistryResult<T> execute(Plan<T> plan) {
        return switch (plan) {
            case Plan.Answer<T>(var result) -> result;
            case Plan.Commit<T> commit -> execute(commit, List.of(commit.changes()));
            case Plan.Commits<T> commits -> execute(commits);
        };
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
        Underway underway = underway(plan, commits);
        return switch (store.commit(plan.changes()).join()) {
            case CommitResult.Stored _ -> {
                stored(List.of(underway));
                yield underway.tookIt ? new RegistryResult.Done<>(plan.value()) : cameApart(NOT_IN_MEMORY);
            }
            // The lock and the data folder's lock leave no other writer: store and memory have come apart.
            case CommitResult.Conflict(var key, var revision) ->
                cameApart("record " + String.join(" ", key.parts()) + ": revision " + revision
                        + " (expected: as in memory)");
            case CommitResult.Failed(var problem) -> new RegistryResult.StoreFailed<>(problem);
        };
    }

    /** A change that is on its way to the disk, and what the memory was before it. */
    private static final class Underway {
        private final Plan.Commit<?> plan;
        private final CommitEvents looked;
        private final List<String> things;
        private boolean tookIt; // whether the memory did

        Underway(Plan.Commit<?> plan, CommitEvents looked, List<String> things) {
            this.plan = plan;
            this.looked = looked;
            this.things = things;
        }

        boolean movesEpoch() {
            return plan.altersDecisions() || !tookIt;
        }
    }

    /** Before the disk: a defect here changes nothing. */
    private Underway underway(Plan.Commit<?> plan, List<List<Change>> commits) {
        return new Underway(plan, events.apply(commits), thingsOf(commits));
    }

    private static List<String> thingsOf(List<List<Change>> commits) {
        return commits.stream()
                .flatMap(List::stream)
                .map(Change::key)
                .filter(key -> key.startsWith(Keys.THINGS))
                .map(Key::name)
                .toList();
    }

    private void stored(List<Underway> all) {
        tell(RegistryListener::stored);
        all.forEach(change -> change.tookIt = remember(change.plan));
        if (all.stream().anyMatch(Underway::movesEpoch)) {
            epoch.incrementAndGet();
        }
        for (Underway change : all) {
            change.plan.told().forEach(told -> tell(listener -> listener.changed(told)));
            if (!change.things.isEmpty()) {
                tell(listener -> listener.thingsWritten(change.things));
            }
            if (change.tookIt) { // else the memory is no witness
                tellOf(change.looked);
            }
        }
    }

    private boolean remember(Plan.Commit<?> plan) {
        try {
            plan.apply().run();
            return true;
        } catch (RuntimeException defect) {
            apart = true;
            plan.told().forEach(change -> lockOut.accept(change.concerned()));
            log.at(Event.REGISTRY_DIVERGED)
                    .setCause(defect)
                    .log("a change is on disk and could not be taken into memory; the certificates it concerns are "
                            + "refused and nothing more is written until the broker is restarted");
            return false;
        }
    }

    static <T> RegistryResult<T> cameApart(String why) {
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
