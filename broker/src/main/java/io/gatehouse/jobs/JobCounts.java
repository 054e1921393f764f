package io.gatehouse.jobs;

/**
 * How many executions of a job are where. One that is made again after a failure is counted once, where its last one
 * is.
 */
public record JobCounts(
        long queued,
        long inProgress,
        long succeeded,
        long failed,
        long timedOut,
        long rejected,
        long removed,
        long canceled) {
    public static final JobCounts NONE = new JobCounts(0, 0, 0, 0, 0, 0, 0, 0);

    public long of(ExecutionStatus status) {
        return switch (status) {
            case QUEUED -> queued;
            case IN_PROGRESS -> inProgress;
            case SUCCEEDED -> succeeded;
            case FAILED -> failed;
            case TIMED_OUT -> timedOut;
            case REJECTED -> rejected;
            case REMOVED -> removed;
            case CANCELED -> canceled;
        };
    }

    public long pending() {
        return queued + inProgress;
    }

    /** That have ended by what devices did, or did not do in time. */
    long executed() {
        return succeeded + failed + timedOut + rejected;
    }

    long failures(FailureType type) {
        return switch (type) {
            case FAILED -> failed;
            case REJECTED -> rejected;
            case TIMED_OUT -> timedOut;
            case ALL -> failed + rejected + timedOut;
        };
    }

    /** With one more, or fewer, of that status. */
    JobCounts with(ExecutionStatus status, int more) {
        return new JobCounts(
                queued + (status == ExecutionStatus.QUEUED ? more : 0),
                inProgress + (status == ExecutionStatus.IN_PROGRESS ? more : 0),
                succeeded + (status == ExecutionStatus.SUCCEEDED ? more : 0),
                failed + (status == ExecutionStatus.FAILED ? more : 0),
                timedOut + (status == ExecutionStatus.TIMED_OUT ? more : 0),
                rejected + (status == ExecutionStatus.REJECTED ? more : 0),
                removed + (status == ExecutionStatus.REMOVED ? more : 0),
                canceled + (status == ExecutionStatus.CANCELED ? more : 0));
    }
}
