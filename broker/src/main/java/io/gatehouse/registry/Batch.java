package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Steps that go to disk with one commit. All are planned against the memory of before, so none may rest on what another
 * changes: the first that does ends the batch, as the first does that does not fit, and is planned anew for the next.
 * Filled under the writer's lock, read by the same thread afterwards.
 */
final class Batch<T> {
    private final List<Plan<T>> plans = new ArrayList<>();
    private final Set<Key> concerned = new HashSet<>();
    private int changes;

    /** One commit of as many steps as go together, at least one; refusals take no room in it. */
    Plan<Boolean> fill(List<Supplier<BulkStep<T>>> steps) {
        for (Supplier<BulkStep<T>> step : steps) {
            if (!takes(step.get())) {
                break;
            }
        }
        return commit();
    }

    private boolean takes(BulkStep<T> step) {
        int more =
                step.plan() instanceof Plan.Commit<T> commit ? commit.changes().size() : 0;
        boolean apart = step.concerned().stream().noneMatch(concerned::contains);
        if (!plans.isEmpty() && (!apart || changes + more > KeyValue.MAX_CHANGES)) {
            return false;
        }
        plans.add(step.plan());
        concerned.addAll(step.concerned());
        changes += more;
        return true;
    }

    private Plan<Boolean> commit() {
        List<Change> all = new ArrayList<>();
        List<Runnable> applied = new ArrayList<>();
        List<RegistryChange> told = new ArrayList<>();
        boolean altersDecisions = false;
        for (Plan<T> plan : plans) {
            if (plan instanceof Plan.Commit<T> commit) {
                all.addAll(commit.changes());
                applied.add(commit.apply());
                told.addAll(commit.told());
                altersDecisions |= commit.altersDecisions();
            }
        }
        return all.isEmpty()
                ? Plan.unchanged(false)
                : new Plan.Commit<>(all, () -> applied.forEach(Runnable::run), told, altersDecisions, true);
    }

    /** What became of each step that was taken, in their order; empty where the writer did not even plan. */
    List<RegistryResult<T>> results(RegistryResult<Boolean> written) {
        List<RegistryResult<T>> results = new ArrayList<>();
        for (Plan<T> plan : plans) {
            results.add(
                    switch (plan) {
                        case Plan.Answer<T>(var result) -> result;
                        case Plan.Commit<T> commit -> written.map(_ -> commit.value());
                        case Plan.Commits<T> _ ->
                            throw new IllegalStateException("step: of several commits (expected: one)");
                    });
        }
        return results;
    }
}
