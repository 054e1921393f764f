package io.gatehouse.report;

import io.gatehouse.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a profile and writes what came of it: a page, a summary, and all results in JMH's JSON. */
@Command(
        name = "report",
        description = {
            "Runs a profile and writes report.html, report.md and results.json.",
            "A run that was broken off goes on where it was."
        },
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    private static final double BUSY = 0.5;

    @Option(
            names = "--profile",
            defaultValue = "quick",
            description = "quick (below 10 minutes on 2 cores) or full (hours).")
    private Profile profile = Profile.QUICK;

    @Option(names = "--out", defaultValue = "bench/target/report", description = "Folder (${DEFAULT-VALUE}).")
    private Path out = Path.of("");

    @Option(names = "--fresh", description = "Throw away what the folder has of an earlier run.")
    private boolean fresh;

    @Override
    public Integer call() throws Exception {
        List<Plan> plans = profile.plans();
        List<String> problems = PlanRunner.problems(plans);
        PrintWriter told = spec.commandLine().getOut();
        if (!problems.isEmpty()) {
            problems.forEach(spec.commandLine().getErr()::println);
            return 1;
        }
        if (fresh) {
            clear(out);
        }
        double load = Machine.load();
        if (load > BUSY) {
            told.println("The machine is busy (load " + Words.number(load)
                    + "): the figures will be worse and farther apart than they are.");
        }
        Run run = Run.open(out, profile);
        new PlanRunner(run, told).run(plans);
        Results results = run.results(plans);
        Files.writeString(out.resolve("report.html"), Page.of(results, run.about(), plans));
        Files.writeString(out.resolve("report.md"), Summary.of(results, run.about()));
        Files.writeString(out.resolve("results.json"), merged(run, plans));
        told.println("written: " + out.resolve("report.html") + ", report.md and results.json beside it");
        return 0;
    }

    /** JMH's lists as one, in JMH's format, so that its tools read it. */
    private static String merged(Run run, List<Plan> plans) throws IOException {
        StringBuilder all = new StringBuilder("[");
        for (Plan plan : plans) {
            String list =
                    Files.readString(run.results(plan), StandardCharsets.UTF_8).strip();
            all.append(all.length() == 1 ? "" : ",").append(list, 1, list.length() - 1);
        }
        return all.append("]\n").toString();
    }

    private static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        if (!Files.exists(folder.resolve("run.json"))) {
            try (var files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new IOException(folder + ": has other files (expected: an earlier run, or nothing)");
                }
            }
        }
        Folders.delete(folder);
    }
}
