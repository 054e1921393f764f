package io.gatehouse.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class BenchCommandTest {
    private static final String RESULT = """
            [{"benchmark": "io.gatehouse.tls.LampBenchmark.light", "mode": "avgt", "params": {"watts": "40"},
              "primaryMetric": {"score": %s, "scoreError": %s, "scoreUnit": "%s"},
              "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 16.0}}}]
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = BenchCommand.commandLine();
        return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void a_comparison_says_what_is_worse_and_fails() throws Exception {
        String before = file("before.json", RESULT.formatted("100.0", "1.0", "ns/op"));
        String after = file("after.json", RESULT.formatted("150.0", "1.0", "ns/op"));

        assertThat(run("compare", before, after)).isOne();
        assertThat(out.toString()).contains("WORSE  LampBenchmark.light {watts=40}: 100 ns", "(+50 %)", "1 worse");
        assertThat(run("compare", after, before)).isZero();
    }

    @Test
    void an_error_that_jmh_could_not_tell_counts_as_none() throws Exception {
        String before = file("before.json", RESULT.formatted("100.0", "\"NaN\"", "ns/op"));
        String after = file("after.json", RESULT.formatted("150.0", "\"NaN\"", "ns/op"));

        assertThat(run("compare", before, after)).isOne();
    }

    @Test
    void files_that_are_no_results_are_named() throws Exception {
        String good = file("good.json", RESULT.formatted("100.0", "1.0", "ns/op"));

        assertThat(run("compare", good, file("object.json", "{}"))).isOne();
        assertThat(run("compare", good, file("unit.json", RESULT.formatted("100.0", "1.0", "ops/s"))))
                .isOne();
        assertThat(run("compare", good, folder.resolve("missing.json").toString()))
                .isOne();
        assertThat(err.toString())
                .contains("object.json: no list of results", "LampBenchmark.light in ops/s", "missing.json");
    }

    @Test
    void what_does_not_exist_is_told_before_anything_is_measured() {
        assertThat(run("report", "--profile", "slow")).isEqualTo(2);
        assertThat(err.toString()).contains("slow", "quick", "full");
    }
}
