package io.gatehouse.load.cli;

/** What scripts get. Public contract; the same as the broker's commands where both have one. */
final class ExitCode {
    static final int OK = 0;
    /** Messages were lost, or an assertion does not hold. */
    static final int FAILED = 1;
    /** A flag or a file is wrong; nothing was started. */
    static final int USAGE = 2;
    /** The broker is not there or lets nobody in; nothing was started. */
    static final int NOT_REACHABLE = 3;

    private ExitCode() {}
}
