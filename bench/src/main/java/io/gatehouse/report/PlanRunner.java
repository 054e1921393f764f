package io.gatehouse.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs plans one after the other, says how far it is, and keeps what is done: results appear under their name when they
 * are whole, so that a run that is broken off goes on with the next plan.
 */
final class PlanRunner {
    private final Run run;
    private final PrintWriter out;

    PlanRunner(Run run, PrintWriter out) {
        this.run = run;
        this.out = out;
    }

    /**
     * Looks for every benchmark and every parameter before minutes are spent.
     *
     * @return what is wrong, nothing where all is well
     */
    static List<String> problems(List<Plan> plans) {
        Set<BenchmarkListEntry> known = BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of());
        List<String> problems = new ArrayList<>();
        for (Plan plan : plans) {
            for (String method : plan.methods()) {
                List<BenchmarkListEntry> found = known.stream()
                        .filter(entry -> entry.getUsername().endsWith("." + plan.suite() + "." + method))
                        .toList();
                if (found.isEmpty()) {
                    problems.add(plan.id() + ": no benchmark " + plan.suite() + "." + method + " (expected: one of "
                            + methodsOf(known, plan.suite()) + ")");
                } else {
                    Set<String> parameters =
                            found.getFirst().getParams().orElse(Map.of()).keySet();
                    Set<String> unknown = new TreeSet<>(plan.values().keySet());
                    unknown.removeAll(parameters);
                    if (!unknown.isEmpty()) {
                        problems.add(plan.id() + ": " + plan.suite() + " has no parameters " + unknown
                                + " (expected: of " + new TreeSet<>(parameters) + ")");
                    }
                }
            }
        }
        return problems;
    }

    private static String methodsOf(Set<BenchmarkListEntry> known, String suite) {
        return known.stream()
                .map(BenchmarkListEntry::getUsername)
                .filter(name -> name.contains("." + suite + "."))
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** Blocks until all is done. */
    void run(List<Plan> plans) throws IOException, RunnerException {
        double all = plans.stream().mapToDouble(Plan::seconds).sum();
        double gone = 0;
        for (int i = 0; i < plans.size(); i++) {
            Plan plan = plans.get(i);
            String place = "[" + (i + 1) + " of " + plans.size() + "] " + plan.id();
            if (run.isDone(plan)) {
                out.println(place + ": measured before");
            } else {
                out.println(place + ": about " + Words.seconds(plan.seconds()) + "; " + Words.seconds(all - gone)
                        + " left in all");
                out.flush();
                measure(plan);
            }
            gone += plan.seconds();
        }
    }

    private void measure(Plan plan) throws IOException, RunnerException {
        Path half = run.folder().resolve(plan.id() + ".half");
        Path log = run.folder().resolve(plan.id() + ".log");
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(plan.effort().forks())
                .warmupIterations(plan.effort().warmUps())
                .measurementIterations(plan.effort().iterations())
                .warmupTime(time(plan))
                .measurementTime(time(plan))
                .addProfiler(GCProfiler.class)
                .addProfiler(ProcessorTime.class)
                .jvmArgsPrepend(plan.jvmFlags().toArray(String[]::new))
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(half.toString())
                .output(log.toString());
        plan.methods().forEach(method -> options.include(plan.include(method)));
        plan.values().forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
        try {
            new Runner(options.build()).run();
        } catch (RunnerException failed) {
            throw new RunnerException(plan.id() + " failed; its log is " + log, failed);
        }
        Files.move(half, run.results(plan), StandardCopyOption.ATOMIC_MOVE);
    }

    private static TimeValue time(Plan plan) {
        return TimeValue.milliseconds(Math.round(plan.effort().seconds() * 1000));
    }
}
