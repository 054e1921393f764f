package io.gatehouse.jobs;

/** Where the execution of a job on one thing is, by the names of AWS IoT's {@code JobExecutionStatus}. */
public enum ExecutionStatus {
    QUEUED,
    IN_PROGRESS,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    REJECTED,
    /** The thing left the group that a CONTINUOUS job is for before it began. */
    REMOVED,
    CANCELED;

    /** Whether nothing changes it any more. */
    public boolean isFinal() {
        return this != QUEUED && this != IN_PROGRESS;
    }

    /** Whether a device may say that its execution is there. */
    public boolean isOfDevices() {
        return switch (this) {
            case IN_PROGRESS, SUCCEEDED, FAILED, REJECTED -> true;
            case QUEUED, TIMED_OUT, REMOVED, CANCELED -> false;
        };
    }
}
