package io.gatehouse.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
final class GlobalOptions {
    static final int DEFAULT_TIMEOUT_SECONDS = 10;

    /** How results are printed. */
    enum Format {
        table,
        json
    }

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE})")
    Format output = Format.table;

    @Option(
            names = "--data",
            scope = ScopeType.INHERIT,
            paramLabel = "FOLDER",
            description = "the broker's data folder (default: GATEHOUSE_DATA, or ./data in the current folder)")
    @Nullable
    Path data;

    @Option(
            names = "--context",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "a broker elsewhere, see context add; local for the one on the data folder"
                    + " (default: GATEHOUSE_CONTEXT, or the one in use)")
    @Nullable
    String context;

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            description = "plain text; also where NO_COLOR is set or the output is not a terminal")
    boolean noColor;

    @Option(
            names = "--timeout",
            scope = ScopeType.INHERIT,
            paramLabel = "SECONDS",
            defaultValue = "" + DEFAULT_TIMEOUT_SECONDS,
            description = "how long to wait for the broker (default: ${DEFAULT-VALUE})")
    int timeoutSeconds = DEFAULT_TIMEOUT_SECONDS;

    Duration timeout() {
        if (timeoutSeconds < 1 || timeoutSeconds > 3600) {
            throw CommandFailure.usage(
                    "nothing was done", "--timeout: " + timeoutSeconds + " (expected: 1 to 3600)", "give seconds");
        }
        return Duration.ofSeconds(timeoutSeconds);
    }

    /** The flag, then the environment, then {@code ./data} of whoever calls: never of where Gatehouse is installed. */
    Path dataFolder(Environment environment) {
        if (data != null) {
            return environment.resolve(data);
        }
        String named = environment.variable("GATEHOUSE_DATA");
        return environment.resolve(Path.of(named == null || named.isBlank() ? "data" : named));
    }
}
