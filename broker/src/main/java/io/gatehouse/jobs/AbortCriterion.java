package io.gatehouse.jobs;

/**
 * When a job cancels itself.
 *
 * @param failureType what counts
 * @param thresholdPercentage of the executions that have ended by what devices did: more than 0, at most 100
 * @param minExecutedThings so many things have to have ended before anything is worked out; at least 1
 */
public record AbortCriterion(FailureType failureType, double thresholdPercentage, int minExecutedThings) {
    boolean isMetBy(JobCounts counts) {
        long executed = counts.executed();
        return executed >= minExecutedThings
                && executed > 0
                && counts.failures(failureType) * 100.0 >= thresholdPercentage * executed;
    }
}
