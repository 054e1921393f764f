package io.gatehouse.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.Folders;
import io.gatehouse.tls.OpensslSpeed;
import io.gatehouse.tls.SystemOpenssl;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
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
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--profile",
            defaultValue = "quick",
            description = "quick (below 10 minutes on 2 cores) or full (about two hours).")
    private Profile profile = Profile.QUICK;

    @Option(names = "--out", defaultValue = "bench/target/report", description = "Folder (${DEFAULT-VALUE}).")
    private Path out = Path.of("");

    @Option(names = "--fresh", description = "Throw away what the folder has of an earlier run.")
    private boolean fresh;

    @Override
    public Integer call() throws Exception {
        SystemOpenssl.Found openssl = SystemOpenssl.look(Path.of("broker", "target", "lib", "openssl"));
        List<Plan> plans = plans(openssl);
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
        run.note("OpenSSL's engine", words(openssl));
        run.note("openssl speed", OpensslSpeed.version());
        new PlanRunner(run, told).run(plans);
        BareOpenssl.measure(run.folder(), plans, told);
        Results results = run.results(plans);
        Files.writeString(out.resolve("report.html"), Page.of(results, run.about(), plans));
        Files.writeString(out.resolve("report.md"), Summary.of(results, run.about()));
        Files.writeString(out.resolve("results.json"), merged(run, plans));
        told.println("written: " + out.resolve("report.html") + ", report.md and results.json beside it");
        return 0;
    }

    /** The profile's, and the record layer by the system's OpenSSL where there is one that loads. */
    private List<Plan> plans(SystemOpenssl.Found openssl) {
        List<Plan> plans = new ArrayList<>(profile.plans());
        if (openssl instanceof SystemOpenssl.Loaded loaded) {
            plans.add(Plans.openssl(profile, loaded.jvmFlags()));
        }
        return plans;
    }

    private static String words(SystemOpenssl.Found openssl) {
        return switch (openssl) {
            case SystemOpenssl.Loaded loaded -> loaded.version();
            case SystemOpenssl.Missing missing -> "not measured: " + missing.why();
        };
    }

    /**
     * JMH's lists as one, in JMH's format, so that its tools read it: a line for each result, and without the path of
     * the JVM, which says nothing on another machine.
     */
    private static String merged(Run run, List<Plan> plans) throws IOException {
        StringJoiner all = new StringJoiner(",\n", "[\n", "\n]\n");
        for (Path file : run.files(plans)) {
            for (JsonNode result : JSON.readTree(file.toFile())) {
                ((ObjectNode) result).remove("jvm");
                all.add(JSON.writeValueAsString(result));
            }
        }
        return all.toString();
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
