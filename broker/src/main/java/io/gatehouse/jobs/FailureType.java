package io.gatehouse.jobs;

/** Which ends of executions count as failures. */
public enum FailureType {
    FAILED,
    REJECTED,
    TIMED_OUT,
    ALL;

    boolean covers(ExecutionStatus status) {
        return switch (this) {
            case FAILED -> status == ExecutionStatus.FAILED;
            case REJECTED -> status == ExecutionStatus.REJECTED;
            case TIMED_OUT -> status == ExecutionStatus.TIMED_OUT;
            case ALL ->
                status == ExecutionStatus.FAILED
                        || status == ExecutionStatus.REJECTED
                        || status == ExecutionStatus.TIMED_OUT;
        };
    }
}
