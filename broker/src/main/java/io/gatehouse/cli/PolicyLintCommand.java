package io.gatehouse.cli;

import io.gatehouse.control.PolicyApi;
import io.gatehouse.control.PolicyLintApi;
import io.gatehouse.control.PolicyLinter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Point out what a policy says and probably does not mean.",
            "A file is looked at without a broker, for the region and account of the configuration; what is no file is"
                    + " the name of a policy of the running broker.",
            "Exits with 0 whatever is found, unless --strict; with 1 where the document is none."
        })
final class PolicyLintCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE|NAME", description = "a file with a policy document, or a stored policy")
    private String source = "";

    @Option(names = "--strict", description = "exit with 1 where anything is found")
    private boolean strict;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "the configuration, for a file (default: GATEHOUSE_CONFIG, or none)")
    private @Nullable Path config;

    PolicyLintCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path file = console.environment().resolve(Path.of(source));
        PolicyLintApi.Linted linted = Files.isRegularFile(file) ? lint(file) : stored();
        console.print(linted, PolicyLintCommand::text);
        return strict && !linted.findings().isEmpty() ? ExitCode.FAILED : ExitCode.OK;
    }

    private PolicyLintApi.Linted lint(Path file) {
        var configuration = Settings.load(console, config, List.of()).configuration();
        String document = TextFile.read("no policy was looked at", file);
        return Console.done(PolicyLinter.file(source, document, configuration));
    }

    private PolicyLintApi.Linted stored() {
        if (source.indexOf('/') >= 0) { // no policy is called so
            throw CommandFailure.failed(
                    "no policy was looked at", source + ": no such file", "name a file, or a stored policy");
        }
        return console.ask(
                "no policy was looked at: there is no file " + source + ", and",
                PolicyLintApi.LINT,
                new PolicyApi.Name(source));
    }

    private static String text(PolicyLintApi.Linted linted) {
        return linted.findings().isEmpty()
                ? Table.printable(linted.source()) + ": nothing to point out\n"
                : lines(linted.findings());
    }

    /** One finding in two lines: what happens, and what to write instead. */
    static String lines(List<PolicyApi.Finding> findings) {
        StringBuilder lines = new StringBuilder();
        for (PolicyApi.Finding finding : findings) {
            lines.append(finding.kind())
                    .append(finding.path().isEmpty() ? "" : " at " + finding.path())
                    .append(": ")
                    .append(Table.printable(finding.message()))
                    .append("\n  instead: ")
                    .append(Table.printable(finding.instead()))
                    .append('\n');
        }
        return lines.toString();
    }
}
