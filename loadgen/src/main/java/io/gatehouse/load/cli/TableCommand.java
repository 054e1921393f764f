package io.gatehouse.load.cli;

import io.gatehouse.cli.ExitCode;
import io.gatehouse.load.compare.ComparisonTable;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** No scenario: what came of many, side by side. */
@Command(
        name = "table",
        description = "Medians and ratios of what loadgen/compare/run measured, as a table in Markdown.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class TableCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "Where it put its results.")
    @SuppressWarnings("NullAway.Init") // by picocli
    Path folder;

    @Option(names = "--spread", description = "With the least and the most of the rounds behind each median.")
    boolean spread;

    @Override
    public Integer call() {
        try {
            String table = Refused.unless(ComparisonTable.of(folder, spread));
            spec.commandLine().getOut().print(table);
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        } catch (Refused refused) {
            refused.lines().forEach(line -> spec.commandLine().getErr().println("gatehouse load: " + line));
            return refused.exitCode();
        }
    }
}
