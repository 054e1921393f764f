package io.gatehouse.operator;

/** What became of a change to the operators. Everything but {@link Done} left them as they were. */
public sealed interface OperatorResult<T> {
    /** On the disk, and true for every request from now on. */
    record Done<T>(T value) implements OperatorResult<T> {}

    /** Not done. */
    record Refused<T>(Problem problem, String why, String whatToDo) implements OperatorResult<T> {}

    /** Why not. */
    enum Problem {
        INVALID,
        NOT_FOUND,
        ALREADY_EXISTS,
        LIMIT_EXCEEDED,
        /** The bootstrap token is wrong or used, or there is an operator already. */
        NOT_AUTHORISED,
        /** The store did not take it. */
        FAILED
    }

    static <T> OperatorResult<T> refused(Problem problem, String why, String whatToDo) {
        return new Refused<>(problem, why, whatToDo);
    }
}
