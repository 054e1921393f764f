package io.gatehouse.jobs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Owns all jobs and their executions. Readers on any thread but event loops, from what is committed; they may read from
 * the disk. Writers on virtual threads: they wait until the change is on disk.
 */
public final class Jobs implements AutoCloseable {
    Jobs() {}

    /** Is told of all that happens from now on. */
    public void addListener(JobListener listener) {
        throw new UnsupportedOperationException("not yet");
    }

    // ---- Of devices

    /** GetPendingJobExecutions: at most {@value Limits#MOST_PENDING}, empty where the thing has none or is none. */
    public PendingExecutions pending(String thingName) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The execution that is next, with its document; null where there is none. */
    public @Nullable DescribedExecution next(String thingName) {
        throw new UnsupportedOperationException("not yet");
    }

    /**
     * DescribeJobExecution, for {@code $next} see {@link #next}.
     *
     * @param executionNumber null for the newest
     * @return null where there is no such execution
     */
    public @Nullable DescribedExecution execution(String thingName, String jobId, @Nullable Long executionNumber) {
        throw new UnsupportedOperationException("not yet");
    }

    /**
     * StartNextPendingJobExecution. One that is IN_PROGRESS already stays as it is, and neither its details nor its
     * timer change.
     *
     * @param statusDetails of the one that is started; null for none
     * @param stepTimeoutInMinutes 1 to 10080, or null
     * @return {@code Done} of null where there is nothing to do
     */
    public ExecutionResult<@Nullable DescribedExecution> startNext(
            String thingName, @Nullable Map<String, String> statusDetails, @Nullable Long stepTimeoutInMinutes) {
        throw new UnsupportedOperationException("not yet");
    }

    /** UpdateJobExecution. The answer is the execution as it is then, also where it is made again after a failure. */
    public ExecutionResult<DescribedExecution> update(String thingName, String jobId, ExecutionUpdate update) {
        throw new UnsupportedOperationException("not yet");
    }

    /** Takes no more, and waits for the change that is under way. */
    @Override
    public void close() {}
}
