package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A writer who waits for {@link Journal} and may share its commit. Made and asked for its answer by his thread; the
 * rest on the thread that writes, under the writer's lock.
 */
final class SharingWriter<T> {
    private final Footprint footprint;
    private final Supplier<Plan<T>> planner;
    private final CompletableFuture<RegistryResult<T>> answer = new CompletableFuture<>();
    private @Nullable Plan<T> plan;

    SharingWriter(Footprint footprint, Supplier<Plan<T>> planner) {
        this.footprint = footprint;
        this.planner = planner;
    }

    Footprint footprint() {
        return footprint;
    }

    /** Waits for it. What went wrong on the other thread is thrown here. */
    RegistryResult<T> answer() {
        try {
            return answer.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException defect) {
                throw defect;
            }
            throw failed;
        }
    }

    /** From the memory of now, in the place of an earlier one. */
    Plan<T> plan() {
        Plan<T> made = planner.get();
        plan = made;
        return made;
    }

    /** What was planned, where that is one commit. */
    Plan.Commit<T> commit() {
        return (Plan.Commit<T>) Objects.requireNonNull(plan, "plan");
    }

    /** Those of one commit; none where it is several, or nothing. */
    List<Change> changes() {
        return plan instanceof Plan.Commit<T> commit ? commit.changes() : List.of();
    }

    /** Where nothing is to be written. */
    void answerAtOnce() {
        if (plan instanceof Plan.Answer<T>(var result)) {
            answer.complete(result);
        }
    }

    /** What was planned, alone. */
    void execute(Journal journal) {
        try {
            answer.complete(journal.execute(Objects.requireNonNull(plan, "plan")));
        } catch (RuntimeException defect) {
            fail(defect);
        }
    }

    /** @param cameApart why the memory has not taken what is on the disk; null where it has */
    void stored(@Nullable String cameApart) {
        answer.complete(cameApart == null ? new RegistryResult.Done<>(commit().value()) : Journal.cameApart(cameApart));
    }

    /** @param result anything but done */
    void refuse(RegistryResult<Object> result) {
        answer.complete(result.map(done -> {
            throw new IllegalStateException("refusal: " + done + " (expected: not done)");
        }));
    }

    void fail(Throwable defect) {
        answer.completeExceptionally(defect);
    }
}
