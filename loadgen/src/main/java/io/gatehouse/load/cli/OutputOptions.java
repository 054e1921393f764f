package io.gatehouse.load.cli;

import io.gatehouse.load.fleet.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is made of it. */
final class OutputOptions {
    private static final int HIGHEST_PORT = 65_535;

    @Option(
            names = "--assert",
            paramLabel = "LIMIT",
            description = "What has to hold, else the exit code is 1: 'p99<50ms', 'connect.p99<1s', 'loss==0',"
                    + " 'errors==0', 'rate>=5000/s'. Any number of times.")
    List<String> assertions = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON.")
    @Nullable
    Path json;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write a row for each second.")
    @Nullable
    Path csv;

    @Option(names = "--hlog", paramLabel = "FILE", description = "Write the latencies as a log of HdrHistogram.")
    @Nullable
    Path hlog;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with figures that needs nothing else.")
    @Nullable
    Path html;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "Serve /metrics for Prometheus on loopback while it runs.")
    @Nullable
    Integer metricsPort;

    @Option(names = "--quiet", description = "No live line.")
    boolean quiet;

    /** What is wrong with them before anything is tried. */
    List<Problem> problems() {
        return metricsPort == null || (metricsPort >= 0 && metricsPort <= HIGHEST_PORT)
                ? List.of()
                : List.of(Problem.input(
                        "--metrics-port: " + metricsPort + " (expected: 0 to " + HIGHEST_PORT + ")",
                        "take another, or 0 for any"));
    }

    /** Those that were asked for. */
    List<Path> files() {
        return Stream.of(json, csv, hlog, html).filter(Objects::nonNull).toList();
    }
}
