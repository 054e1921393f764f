package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a comparison left in its folder, as a table. */
final class TableCommandTest {
    private static final Instant BEGUN = Instant.parse("2026-11-29T20:00:00Z");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void two_brokers_are_planned() throws IOException {
        Files.writeString(folder.resolve("plan"), "pairs one other\n");
    }

    private int table(String... options) {
        CommandLine command = LoadCommand.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        String[] arguments = new String[options.length + 2];
        arguments[0] = "table";
        arguments[1] = folder.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return command.execute(arguments);
    }

    /** A thousand messages in ten seconds, which end twelve seconds behind the beginning. */
    private void run(int round, String broker, long p50, int lost, boolean limit) throws IOException {
        Files.createDirectories(folder.resolve("" + round));
        Files.writeString(folder.resolve(round + "/pairs." + broker + ".json"), """
                {"scenario": "pairs", "seconds": 10.0, "until": "%s",
                 "counts": {"received": 1000, "lost": %d},
                 "latencies": {"delivery": {"p50_ns": %d, "p99_ns": 3000000, "p99_9_ns": 5000000}},
                 "failures": [], "generator": {"was_the_limit": %s}}
                """.formatted(
                        BEGUN.plusSeconds(12), lost, p50, limit));
    }

    /** A hundred milliseconds of a processor before what is measured, then fifty in each second. */
    private void samples(int round, String broker) throws IOException {
        long begun = BEGUN.toEpochMilli();
        Files.writeString(
                folder.resolve(round + "/pairs." + broker + ".samples"),
                begun + " 0 1000\n" + (begun + 2000) + " 100 2000\n" + (begun + 12000) + " 600 2000\n" + (begun + 13000)
                        + " 900 2000\n");
    }

    @Test
    void medians_of_the_rounds_stand_side_by_side_with_their_ratio() throws IOException {
        run(1, "one", 100_000, 0, false);
        run(2, "one", 900_000, 0, false);
        run(3, "one", 200_000, 0, false);
        for (int round = 1; round <= 3; round++) {
            run(round, "other", 400_000, 0, false);
        }

        assertThat(table()).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "| scenario |          |      one |    other | one / other |",
                        "|----------|----------|---------:|---------:|------------:|",
                        "| pairs    | a second |      100 |      100 |        1.00 |",
                        "|          | p50      | 200.0 µs | 400.0 µs |        0.50 |",
                        "|          | p99      | 3.000 ms | 3.000 ms |        1.00 |",
                        "|          | p99.9    | 5.000 ms | 5.000 ms |        1.00 |");
    }

    @Test
    void more_than_three_brokers_are_each_compared_with_the_last() throws IOException {
        Files.writeString(folder.resolve("plan"), "pairs a b c d\n");
        for (String broker : "abcd".split("")) {
            run(1, broker, 100_000, 0, false);
        }

        assertThat(table()).isZero();

        assertThat(out.toString().lines().findFirst().orElseThrow())
                .matches("\\| scenario \\| +\\| +a \\| +b \\| +c \\| +d \\| a / d \\| b / d \\| c / d \\|");
    }

    @Test
    void the_spread_is_told_where_it_is_asked_for() throws IOException {
        run(1, "one", 100_000, 0, false);
        run(2, "one", 300_000, 0, false);

        assertThat(table("--spread")).isZero();

        assertThat(out.toString()).contains("200.0 µs (100.0 µs – 300.0 µs)");
    }

    @Test
    void processor_time_of_the_broker_is_that_of_what_was_measured_alone() throws IOException {
        run(1, "one", 100_000, 0, false);
        samples(1, "one");

        assertThat(table()).isZero();

        assertThat(out.toString().lines())
                .anyMatch(line -> line.contains("broker's CPU each") && line.contains("500.0 µs"))
                .anyMatch(line -> line.contains("broker's memory") && line.contains("2 MiB"));
    }

    @Test
    void what_went_wrong_is_told_with_its_rounds() throws IOException {
        run(1, "one", 100_000, 0, false);
        run(2, "one", 100_000, 3, true);
        run(1, "other", 100_000, 0, false);

        assertThat(table()).isZero();

        assertThat(out.toString())
                .contains("- pairs, one: 3 lost (round 2 of 2)")
                .contains("- pairs, one: the generator itself was the limit, or late (round 2 of 2)")
                .contains("- pairs, other: no result (round 2 of 2)");
    }

    @Test
    void a_folder_without_results_is_one_line() {
        assertThat(table()).isEqualTo(2);

        assertThat(err.toString()).startsWith("gatehouse load: ").contains("no results");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void a_file_that_cannot_be_read_is_named() throws IOException {
        run(1, "one", 100_000, 0, false);
        Files.writeString(folder.resolve("1/pairs.one.samples"), "one two three\n");

        assertThat(table()).isEqualTo(2);

        assertThat(err.toString()).contains("pairs.one").contains("cannot be read");
    }
}
