package io.gatehouse.jobs;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job, as it is committed. Its document is read apart: {@link Jobs#document}.
 *
 * @param id {@code [a-zA-Z0-9_-]{1,64}}
 * @param targets 1 or more
 * @param forceCanceled whether executions that were IN_PROGRESS are canceled too
 * @param reasonCode why it was canceled; null where nobody said
 * @param comment more about why it was canceled or changed; null where nobody said
 * @param completedAt when it was COMPLETED or CANCELED; null before
 * @param counts of its executions
 */
public record Job(
        String id,
        List<JobTarget> targets,
        TargetSelection selection,
        JobSettings settings,
        JobStatus status,
        boolean forceCanceled,
        @Nullable String reasonCode,
        @Nullable String comment,
        Instant createdAt,
        Instant lastUpdatedAt,
        @Nullable Instant completedAt,
        JobCounts counts) {
    public Job {
        targets = List.copyOf(targets);
    }
}
