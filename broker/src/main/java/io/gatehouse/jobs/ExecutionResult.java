package io.gatehouse.jobs;

/**
 * What became of a change to an execution. Everything but {@link Done} left it as it was. The cases are the error codes
 * of AWS's device API.
 *
 * @param <T> what a successful change answers with
 */
public sealed interface ExecutionResult<T> {
    /** On disk, and visible to every reader. */
    record Done<T>(T value) implements ExecutionResult<T> {}

    /**
     * {@code InvalidRequest}.
     *
     * @param problem {@code name: value (expected: …)}
     */
    record InvalidRequest<T>(String problem) implements ExecutionResult<T> {}

    /** {@code ResourceNotFound}: there is no such execution. */
    record NotFound<T>(String problem) implements ExecutionResult<T> {}

    /**
     * {@code VersionMismatch}: it is not in the version that was expected.
     *
     * @param state as it is
     */
    record VersionMismatch<T>(String problem, JobExecution state) implements ExecutionResult<T> {}

    /**
     * {@code InvalidStateTransition}: from where it is, it cannot go there.
     *
     * @param state as it is
     */
    record InvalidTransition<T>(String problem, JobExecution state) implements ExecutionResult<T> {}

    /** {@code TerminalStateReached}: it has ended already. */
    record TerminalState<T>(String problem) implements ExecutionResult<T> {}

    /** {@code InternalError}: the store did not take it; whether it is there after a restart is open. */
    record StoreFailed<T>(String problem) implements ExecutionResult<T> {}
}
