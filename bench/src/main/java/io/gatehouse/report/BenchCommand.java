package io.gatehouse.report;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code gatehouse bench}: the report, and the comparison of two runs. */
@Command(
        name = "gatehouse bench",
        description = "Measures why TLS is built as it is, and compares runs.",
        mixinStandardHelpOptions = true,
        subcommands = {ReportCommand.class, CompareCommand.class})
public final class BenchCommand {
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("gatehouse bench: " + failure.getMessage());
                    command.getErr().flush();
                    return 1;
                });
    }
}
