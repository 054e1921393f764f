package io.gatehouse.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a thing has to do.
 *
 * @param inProgress in the order in which they were begun
 * @param queued in the order in which they were made, and those of the same moment by the id of the job
 */
public record PendingExecutions(List<JobExecution> inProgress, List<JobExecution> queued) {
    public PendingExecutions {
        inProgress = List.copyOf(inProgress);
        queued = List.copyOf(queued);
    }

    /** {@code $next}: the first that is IN_PROGRESS, else the first that is QUEUED; null where there is none. */
    public @Nullable JobExecution next() {
        if (!inProgress.isEmpty()) {
            return inProgress.getFirst();
        }
        return queued.isEmpty() ? null : queued.getFirst();
    }

    public boolean isEmpty() {
        return inProgress.isEmpty() && queued.isEmpty();
    }
}
