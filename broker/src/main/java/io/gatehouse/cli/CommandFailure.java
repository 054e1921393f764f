package io.gatehouse.cli;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The end of a command that could not do what it was asked: three lines and an exit code, never a stack trace. */
public final class CommandFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final @Nullable String code;
    private final String what;
    private final String why;
    private final String remedy;

    /**
     * Makes one.
     *
     * @param code the stable reason code, where there is one
     */
    CommandFailure(int exitCode, @Nullable String code, String what, String why, String remedy) {
        super(what + ": " + why, null, false, false);
        this.exitCode = exitCode;
        this.code = code;
        this.what = what;
        this.why = why;
        this.remedy = remedy;
    }

    static CommandFailure failed(String what, String why, String remedy) {
        return new CommandFailure(ExitCode.FAILED, null, what, why, remedy);
    }

    static CommandFailure usage(String what, String why, String remedy) {
        return new CommandFailure(ExitCode.USAGE, null, what, why, remedy);
    }

    int exitCode() {
        return exitCode;
    }

    @Nullable
    String code() {
        return code;
    }

    String what() {
        return what;
    }

    String why() {
        return why;
    }

    String remedy() {
        return remedy;
    }
}
