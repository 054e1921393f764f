package io.gatehouse.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds one run of the command, so that tests can give it another.
 *
 * @param out results
 * @param err words about them
 * @param terminal true where a person reads {@code out} and can be asked
 */
public record Environment(
        PrintWriter out,
        PrintWriter err,
        InputStream in,
        Map<String, String> variables,
        Path folder,
        boolean terminal) {

    public static Environment ofProcess() {
        return new Environment(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                System.in,
                System.getenv(),
                Path.of("").toAbsolutePath(),
                personIsThere());
    }

    @SuppressWarnings("SystemConsoleNull") // null it is since Java 25 again, where input or output is no terminal
    private static boolean personIsThere() {
        java.io.Console console = System.console();
        return console != null && console.isTerminal();
    }

    @Nullable
    String variable(String name) {
        return variables.get(name);
    }

    Path resolve(Path path) {
        return folder.resolve(path).normalize();
    }
}
