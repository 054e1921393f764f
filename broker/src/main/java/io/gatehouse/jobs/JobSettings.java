package io.gatehouse.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What UpdateJob may change of a job.
 *
 * @param description null where nothing was said
 * @param rollout how fast executions are made
 * @param abort null where nothing was said; else 1 or more criteria
 * @param timeoutMinutes that an execution may be IN_PROGRESS, 1 to 10080; null for ever
 * @param retries null where nothing was said; else 1 or 2 criteria
 */
public record JobSettings(
        @Nullable String description,
        RolloutRate rollout,
        @Nullable List<AbortCriterion> abort,
        @Nullable Integer timeoutMinutes,
        @Nullable List<RetryCriterion> retries) {
    public static final JobSettings NONE = new JobSettings(null, RolloutRate.USUAL, null, null, null);

    public JobSettings {
        abort = abort == null ? null : List.copyOf(abort);
        retries = retries == null ? null : List.copyOf(retries);
    }
}
