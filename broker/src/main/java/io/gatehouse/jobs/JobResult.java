package io.gatehouse.jobs;

/**
 * What became of a change to a job. Everything but {@link Done} left it as it was. The cases are exceptions of AWS's
 * API.
 *
 * @param <T> what a successful change answers with
 */
public sealed interface JobResult<T> {
    /** On disk, and visible to every reader. */
    record Done<T>(T value) implements JobResult<T> {}

    /**
     * {@code InvalidRequestException}.
     *
     * @param problem {@code name: value (expected: …)}
     */
    record InvalidRequest<T>(String problem) implements JobResult<T> {}

    /** {@code ResourceNotFoundException}: the job, or what it shall be for. */
    record NotFound<T>(String problem) implements JobResult<T> {}

    /** {@code ResourceAlreadyExistsException}: a job with that id, whatever it is like. */
    record AlreadyExists<T>(String id) implements JobResult<T> {}

    /** {@code InvalidStateTransitionException}. */
    record InvalidState<T>(String problem) implements JobResult<T> {}

    /** {@code LimitExceededException}. */
    record LimitExceeded<T>(String problem) implements JobResult<T> {}

    /** The store did not take it; whether it is there after a restart is open. */
    record StoreFailed<T>(String problem) implements JobResult<T> {}
}
