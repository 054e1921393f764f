package io.gatehouse.cli;

/** What scripts get. Public contract. */
public final class ExitCode {
    public static final int OK = 0;
    /** Refused or failed; asking again the same way ends the same way. */
    public static final int FAILED = 1;
    /** The command line is wrong. */
    public static final int USAGE = 2;
    /** No broker was reached. */
    public static final int NOT_REACHABLE = 3;
    /** A broker was reached and does not let us in. */
    public static final int NOT_AUTHORISED = 4;
    /** As shells report Ctrl-C. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
