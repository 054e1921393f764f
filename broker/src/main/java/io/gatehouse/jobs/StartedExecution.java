package io.gatehouse.jobs;

import org.jspecify.annotations.Nullable;

/**
 * What StartNextPendingJobExecution answers.
 *
 * @param execution null where the thing has nothing to do
 */
public record StartedExecution(@Nullable DescribedExecution execution) {
    static final StartedExecution NONE = new StartedExecution(null);
}
