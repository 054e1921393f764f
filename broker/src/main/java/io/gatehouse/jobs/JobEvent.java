package io.gatehouse.jobs;

/**
 * What AWS tells as an event of a job or of an execution ({@code $aws/events/job/…}, {@code
 * $aws/events/jobExecution/…}).
 */
public sealed interface JobEvent {
    /** Of a job. */
    enum JobOperation {
        COMPLETED,
        CANCELLATION_IN_PROGRESS,
        CANCELED,
        DELETION_IN_PROGRESS,
        DELETED
    }

    /** Of an execution. */
    enum ExecutionOperation {
        SUCCEEDED,
        FAILED,
        REJECTED,
        CANCELED,
        TIMED_OUT,
        REMOVED,
        DELETED
    }

    /**
     * Of a job.
     *
     * @param job as it is now, or was when it was deleted
     */
    record OfJob(JobOperation operation, Job job) implements JobEvent {}

    /**
     * Of an execution; of one that is made again afterwards too.
     *
     * @param execution as it is now, or was when it was deleted
     */
    record OfExecution(ExecutionOperation operation, JobExecution execution) implements JobEvent {}
}
