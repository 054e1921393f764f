package io.gatehouse.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks for a secret where nobody else sees it: never an argument, which every process list shows. */
final class SecretInput {
    private static final int MOST_BYTES = 1024;
    private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private SecretInput() {}

    /**
     * From {@code file}, or from a person who is asked and not echoed, or from standard input.
     *
     * @param what the beginning of a failure
     */
    static String read(Environment environment, String what, @Nullable Path file) {
        return word(
                what,
                file == null ? typed(environment, what) : TextFile.read(what, environment.resolve(file)),
                "secret access key: (expected: one word of at most 128 characters, as operator create printed it)",
                "type it, or give it with --secret-file FILE or on standard input");
    }

    /** The token that the broker was configured with. */
    static String token(Environment environment, String what, Path file) {
        return word(
                what,
                TextFile.read(what, environment.resolve(file)),
                "bootstrap token: (expected: one word of at most 128 characters)",
                "give the file that control.bootstrap-token is read from");
    }

    private static String word(String what, String text, String problem, String remedy) {
        String word = text.strip();
        if (!SECRET.matcher(word).matches()) {
            // What was given is not shown: it may be a secret all the same.
            throw CommandFailure.failed(what, problem, remedy);
        }
        return word;
    }

    @SuppressWarnings("SystemConsoleNull") // null it is where input or output is no terminal
    private static String typed(Environment environment, String what) {
        Console console = environment.terminal() ? System.console() : null;
        if (console != null) {
            char[] typed = console.readPassword("Secret access key: ");
            return typed == null ? "" : new String(typed);
        }
        try {
            byte[] read = environment.in().readNBytes(MOST_BYTES);
            return new String(read, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw CommandFailure.failed(what, "standard input: " + e.getMessage(), "give it with --secret-file FILE");
        }
    }
}
