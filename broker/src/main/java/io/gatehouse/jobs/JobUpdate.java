package io.gatehouse.jobs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What UpdateJob asks for; null leaves a setting as it is.
 *
 * @param description at most 2,028 characters
 */
public record JobUpdate(
        @Nullable String description,
        @Nullable RolloutRate rollout,
        @Nullable List<AbortCriterion> abort,
        @Nullable Integer timeoutMinutes,
        @Nullable List<RetryCriterion> retries) {
    JobSettings of(JobSettings before) {
        return new JobSettings(
                description == null ? before.description() : description,
                rollout == null ? before.rollout() : rollout,
                abort == null ? before.abort() : abort,
                timeoutMinutes == null ? before.timeoutMinutes() : timeoutMinutes,
                retries == null ? before.retries() : retries);
    }
}
