package io.gatehouse.load.cli;

import io.gatehouse.cli.ExitCode;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Interval;
import io.gatehouse.load.measure.Timeline;
import io.gatehouse.load.measure.Verdict;
import io.gatehouse.load.report.CsvReport;
import io.gatehouse.load.report.HlogReport;
import io.gatehouse.load.report.HtmlReport;
import io.gatehouse.load.report.JsonReport;
import io.gatehouse.load.report.LiveLine;
import io.gatehouse.load.report.MetricsEndpoint;
import io.gatehouse.load.report.RunReport;
import io.gatehouse.load.report.TextReport;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Who looks at a run: while it goes on, and when it is over. */
final class Audience implements AutoCloseable {
    private static final double PLAIN_EVERY_SECONDS = 5;
    private static final int WIDTH = 120;

    private final OutputOptions options;
    private final PrintWriter out;
    private final @Nullable LiveLine line;
    private final @Nullable MetricsEndpoint metrics;

    private Audience(
            OutputOptions options, PrintWriter out, @Nullable LiveLine line, @Nullable MetricsEndpoint metrics) {
        this.options = options;
        this.out = out;
        this.line = line;
        this.metrics = metrics;
    }

    /** @throws Refused where a file cannot be written to, or the port is taken */
    static Audience of(OutputOptions options, PrintWriter out) {
        for (Path file : options.files()) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw new Refused(Problem.input(
                        file + ": cannot be written (expected: a folder that is there and yours)",
                        "name another file"));
            }
        }
        return new Audience(options, out, line(options), metrics(options));
    }

    private static @Nullable LiveLine line(OutputOptions options) {
        if (options.quiet) {
            return null;
        }
        return System.console() != null && System.console().isTerminal()
                ? LiveLine.onTerminal(System.out, WIDTH)
                : LiveLine.plain(System.out, PLAIN_EVERY_SECONDS);
    }

    private static @Nullable MetricsEndpoint metrics(OutputOptions options) {
        if (options.metricsPort == null) {
            return null;
        }
        try {
            return MetricsEndpoint.start(options.metricsPort);
        } catch (IOException e) {
            throw new Refused(Problem.input(
                    "--metrics-port: " + options.metricsPort + ": " + e.getMessage(),
                    "take another port, or 0 for any"));
        }
    }

    void look(Interval interval) {
        if (line != null) {
            line.show(interval);
        }
        if (metrics != null) {
            metrics.look(interval);
        }
    }

    /** Something between runs, on a line of its own. */
    void say(String words) {
        if (line != null) {
            line.end();
            out.println(words);
            out.flush();
        }
    }

    /** Writes all that was asked for. @return the exit code */
    int tell(RunReport report) throws IOException {
        if (line != null) {
            line.end();
        }
        out.print(TextReport.of(report));
        out.flush();
        write(options.json, JsonReport.of(report));
        write(options.csv, CsvReport.of(report));
        write(options.html, HtmlReport.of(report));
        if (options.hlog != null) {
            try (OutputStream file = Files.newOutputStream(options.hlog)) {
                HlogReport.write(report, file);
            }
        }
        boolean held = report.verdicts().stream().allMatch(Verdict::held);
        return held && isWhole(report.timeline()) ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void write(@Nullable Path file, String text) throws IOException {
        if (file != null) {
            Files.writeString(file, text);
        }
    }

    /** What MQTT promises: nothing lost of what was acknowledged, nothing twice with QoS 2, one publisher in order. */
    private static boolean isWhole(Timeline timeline) {
        return timeline.count(Count.LOST) == 0
                && timeline.count(Count.DUPLICATED) == 0
                && timeline.count(Count.REORDERED) == 0;
    }

    @Override
    public void close() {
        if (metrics != null) {
            metrics.close();
        }
    }
}
