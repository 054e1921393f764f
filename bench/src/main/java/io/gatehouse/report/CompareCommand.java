package io.gatehouse.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which benchmarks became slower, and exits with 1 if any did. */
@Command(
        name = "compare",
        description = {
            "Says what became slower by more than 10 %, where the errors do not explain it; exits with 1 then.",
            "Both files are JMH's JSON: results.json of a report, or what -rf json wrote."
        },
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OLD", description = "What was, such as bench/baseline.json.")
    private Path before = Path.of("");

    @Parameters(index = "1", paramLabel = "NEW", description = "What is.")
    private Path after = Path.of("");

    @Override
    public Integer call() throws IOException {
        Comparison comparison = new Comparison(Results.read(before), Results.read(after));
        PrintWriter told = spec.commandLine().getOut();
        if (comparison.compared() == 0) {
            spec.commandLine()
                    .getErr()
                    .println("nothing to compare: no benchmark is in both files with the same parameters");
            return 1;
        }
        comparison.onlyBefore().forEach(name -> told.println("not in " + after + ": " + name));
        comparison.onlyAfter().forEach(name -> told.println("not in " + before + ": " + name));
        comparison.worse().forEach(pair -> told.println("WORSE  " + pair.line()));
        int worse = comparison.worse().size();
        told.println(comparison.compared() + " compared, " + (worse == 0 ? "none" : worse) + " worse");
        return worse == 0 ? 0 : 1;
    }
}
