package io.gatehouse.jobs;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job, as it is committed. Its document is read apart: {@link Jobs#document(String)}.
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

    private Job with(
            List<JobTarget> otherTargets,
            JobSettings otherSettings,
            JobStatus otherStatus,
            @Nullable String otherComment,
            @Nullable Instant otherCompletedAt,
            JobCounts otherCounts,
            Instant now) {
        return new Job(
                id,
                otherTargets,
                selection,
                otherSettings,
                otherStatus,
                forceCanceled,
                reasonCode,
                otherComment,
                createdAt,
                now,
                otherCompletedAt,
                otherCounts);
    }

    Job with(JobCounts otherCounts, Instant now) {
        return with(targets, settings, status, comment, completedAt, otherCounts, now);
    }

    Job with(JobSettings otherSettings, Instant now) {
        return with(targets, otherSettings, status, comment, completedAt, counts, now);
    }

    /** @param why null leaves the comment */
    Job with(List<JobTarget> otherTargets, @Nullable String why, Instant now) {
        return with(otherTargets, settings, status, why == null ? comment : why, completedAt, counts, now);
    }

    Job completed(Instant now) {
        return with(targets, settings, JobStatus.COMPLETED, comment, now, counts, now);
    }

    Job beingDeleted(Instant now) {
        return with(targets, settings, JobStatus.DELETION_IN_PROGRESS, comment, completedAt, counts, now);
    }

    Job canceled(boolean force, @Nullable String reason, @Nullable String why, Instant now) {
        return new Job(
                id,
                targets,
                selection,
                settings,
                JobStatus.CANCELED,
                force,
                reason,
                why,
                createdAt,
                now,
                completedAt == null ? now : completedAt,
                counts);
    }
}
