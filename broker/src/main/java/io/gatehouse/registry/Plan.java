package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.util.ArrayList;
import java.util.List;

/**
 * What a writer wants done, decided from memory before anything happens. Made and executed under the writer's lock.
 *
 * @param <T> what the caller is answered with
 */
sealed interface Plan<T> {
    /** Nothing is to be written: a refusal, or {@link RegistryResult.Done} because it is as asked for already. */
    record Answer<T>(RegistryResult<T> result) implements Plan<T> {}

    /**
     * One atomic commit.
     *
     * @param changes for the store
     * @param apply the same for the memory, run once the store has it
     * @param told to listeners afterwards, in this order
     * @param altersDecisions whether a certificate may do other things than before: moves the epoch
     */
    record Commit<T>(List<Change> changes, Runnable apply, List<RegistryChange> told, boolean altersDecisions, T value)
            implements Plan<T> {
        public Commit {
            changes = List.copyOf(changes);
            told = List.copyOf(told);
        }

        /** The same with one more change, whose memory follows that of all others. */
        Commit<T> and(Change change, Runnable applied) {
            List<Change> all = new ArrayList<>(changes);
            all.add(change);
            Runnable both = () -> {
                apply.run();
                applied.run();
            };
            return new Commit<>(all, both, told, altersDecisions, value);
        }
    }

    /**
     * Several commits, one after the other, of which every first part is as safe as the whole; the memory follows in
     * one step behind the last.
     *
     * @param commits each up to what the store takes
     */
    record Commits<T>(
            List<List<Change>> commits, Runnable apply, List<RegistryChange> told, boolean altersDecisions, T value)
            implements Plan<T> {
        public Commits {
            commits = List.copyOf(commits);
            told = List.copyOf(told);
        }
    }

    static <T> Plan<T> unchanged(T value) {
        return new Answer<>(new RegistryResult.Done<>(value));
    }

    static <T> Plan<T> notFound(Kind kind, String name) {
        return new Answer<>(new RegistryResult.NotFound<>(kind, name));
    }

    static <T> Plan<T> alreadyExists(Kind kind, String name) {
        return new Answer<>(new RegistryResult.AlreadyExists<>(kind, name));
    }

    static <T> Plan<T> invalid(String problem) {
        return new Answer<>(new RegistryResult.Invalid<>(problem));
    }

    static <T> Plan<T> conflict(String why, String whatToDo) {
        return new Answer<>(new RegistryResult.Conflict<>(why, whatToDo));
    }

    /** Somebody else has changed it since the caller read it. */
    static <T> Plan<T> otherVersion(Kind kind, String name, long version, long expected) {
        return conflict(
                kind.word() + " " + name + " is at version " + version + " (expected: " + expected + ")",
                "read it again and repeat the change");
    }
}
