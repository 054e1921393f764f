package io.gatehouse.cli;

import io.gatehouse.config.ConfigProblem;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ConfigurationLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "The configuration: all that config check finds, and what is allowed and unwise; files it names, their"
                    + " modes, and whether its ports are free.",
            "Takes the same flags as up: --limits.max-packet-bytes=1MiB."
        })
final class DoctorConfigCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "the file (default: GATEHOUSE_CONFIG, or none)")
    private @Nullable Path file;

    @Unmatched
    private List<String> flags = new ArrayList<>();

    DoctorConfigCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Findings findings = new Findings();
        examine(findings);
        return findings.print(console);
    }

    void examine(Findings findings) {
        findings.about(file == null ? "configuration" : "configuration " + file);
        switch (Settings.read(console, file, flags)) {
            case ConfigurationLoader.Invalid(List<ConfigProblem> problems) -> {
                for (ConfigProblem problem : problems) {
                    String near = problem.didYouMean() == null ? "" : "write " + problem.didYouMean() + ", or ";
                    findings.problem(
                            problem.message(),
                            "it stands in " + problem.origin() + "; a broker does not start with it",
                            near + "correct it; every key is in broker/docs/configuration.md");
                }
            }
            case ConfigurationLoader.Loaded(Configuration configuration, var settings) -> {
                findings.ok(settings.size() + " settings are accepted");
                new ConfigurationExam(console, findings).examine(configuration);
            }
        }
    }
}
