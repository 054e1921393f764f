package io.gatehouse.jobs;

/** Where a job is, by the names of AWS IoT's {@code JobStatus}. */
public enum JobStatus {
    /** Executions are made or under way; a CONTINUOUS job stays here until it is canceled. */
    IN_PROGRESS,
    /** No execution is made any more; those that may be canceled are, or will be soon. */
    CANCELED,
    /** Every execution has ended. SNAPSHOT only. */
    COMPLETED,
    /** Its records go, batch by batch; then it is not there any more. */
    DELETION_IN_PROGRESS,
    /** At AWS it waits for its start time. Nothing is scheduled here, so no job has it; lists may be asked for it. */
    SCHEDULED
}
