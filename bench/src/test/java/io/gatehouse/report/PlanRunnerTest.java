package io.gatehouse.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.report.Plan.Effort;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlanRunnerTest {
    private static final Effort ONCE = new Effort(0, 0, 1, 0.005);
    private static final Plan FIRST =
            Plan.of("first", "CertificateIdBenchmark", ONCE, "certificateId").with("derBytes", 460);
    private static final Plan SECOND =
            Plan.of("second", "CertificateIdBenchmark", ONCE, "certificateId").with("derBytes", 460, 1200);

    @TempDir
    Path folder;

    @BeforeAll
    static void amongOtherRuns() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    private String run(Plan... plans) throws Exception {
        StringWriter told = new StringWriter();
        new PlanRunner(Run.open(folder, Profile.QUICK), new PrintWriter(told)).run(List.of(plans));
        return told.toString();
    }

    static Stream<Profile> profiles() {
        return Stream.of(Profile.values());
    }

    @Test
    void every_plan_names_benchmarks_and_parameters_that_there_are() {
        profiles()
                .forEach(profile -> assertThat(PlanRunner.problems(profile.plans()))
                        .as(profile.title())
                        .isEmpty());
    }

    @Test
    void the_quick_profile_takes_less_than_ten_minutes() {
        assertThat(Profile.QUICK.seconds()).isLessThan(550);
    }

    @Test
    void a_wrong_name_or_parameter_is_told_with_what_there_is() {
        assertThat(PlanRunner.problems(List.of(
                        Plan.of("wrong", "CertificateIdBenchmark", ONCE, "certificateName"),
                        Plan.of("odd", "CertificateIdBenchmark", ONCE, "certificateId")
                                .with("bytes", 1))))
                .containsExactly(
                        "wrong: no benchmark CertificateIdBenchmark.certificateName (expected: one of [certificateId])",
                        "odd: CertificateIdBenchmark has no parameters [bytes] (expected: of [derBytes])");
    }

    @Test
    void a_run_that_was_broken_off_goes_on_where_it_was() throws Exception {
        assertThat(run(FIRST)).contains("[1 of 1] first: about");
        long measured = Files.getLastModifiedTime(folder.resolve("first.json")).toMillis();

        assertThat(run(FIRST, SECOND)).contains("[1 of 2] first: measured before", "[2 of 2] second: about");

        assertThat(Files.getLastModifiedTime(folder.resolve("first.json")).toMillis())
                .isEqualTo(measured);
        Results results = Run.open(folder, Profile.QUICK).results(List.of(FIRST, SECOND));
        assertThat(results.all()).hasSize(3).allSatisfy(each -> {
            assertThat(each.score()).isPositive();
            assertThat(each.allocatedBytes()).isPositive();
            assertThat(each.processorNanos()).isPositive().isNotEqualTo(each.score());
        });
    }

    @Test
    void results_of_another_profile_are_not_mixed_in() throws Exception {
        run(FIRST);

        assertThatThrownBy(() -> Run.open(folder, Profile.FULL))
                .hasMessageContaining("has the results of profile quick")
                .hasMessageContaining("--fresh");
    }
}
