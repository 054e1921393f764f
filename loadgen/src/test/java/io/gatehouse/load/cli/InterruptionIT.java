package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.ChildJvm;
import io.gatehouse.FleetBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C while a run is measured, in a process of its own. */
final class InterruptionIT {
    private static final int SIGNAL_EXIT_BASE = 128;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path data;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void a_run_that_is_interrupted_ends_with_its_report_and_removes_the_fleet(String signal, int exitCode)
            throws Exception {
        Path json = folder.resolve("result.json");
        try (FleetBroker broker = FleetBroker.start(data);
                ChildJvm load = ChildJvm.start(
                        LoadCommand.class.getName(),
                        List.of(
                                "pairs",
                                "-c",
                                "4",
                                "-r",
                                "100",
                                "-d",
                                "10m",
                                "--warm-up",
                                "0s",
                                "--data",
                                data.toString(),
                                "--json",
                                json.toString()))) {
            await().atMost(PATIENCE)
                    .until(() -> broker.counted().of("gatehouse_publish_total", "direction=\"received\"") > 50);

            assumeFalse(
                    load.ignores(exitCode - SIGNAL_EXIT_BASE), "this build was started with " + signal + " ignored");
            load.signal(signal);

            assertThat(load.awaitEnd()).as("%s", load.output()).isEqualTo(exitCode);
            assertThat(load.output()).anyMatch(line -> line.startsWith("gatehouse load pairs"));
            JsonNode result = new ObjectMapper().readTree(json.toFile());
            assertThat(result.path("counts").path("received").asLong()).isGreaterThan(50);
            assertThat(result.path("counts").path("lost").asLong()).isZero();
            assertThat(broker.registry().things("", null, 1)).isEmpty();
            assertThat(broker.registry().policies("", null, 1)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pairs", "max pairs"})
    void a_fleet_that_is_still_being_registered_is_removed_as_well(String scenario) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(scenario.split(" ", -1)));
        arguments.addAll(List.of("-c", "2500", "-d", "10m", "--data", data.toString()));
        try (FleetBroker broker = FleetBroker.start(data);
                ChildJvm load = ChildJvm.start(LoadCommand.class.getName(), arguments)) {
            await().atMost(PATIENCE)
                    .until(() -> !broker.registry().things("", null, 1).isEmpty());

            load.signal("TERM");

            assertThat(load.awaitEnd()).as("%s", load.output()).isEqualTo(143);
            assertThat(load.output()).anyMatch(line -> line.startsWith("gatehouse load " + scenario));
            assertThat(broker.registry().things("", null, 1)).isEmpty();
            assertThat(broker.registry().policies("", null, 1)).isEmpty();
        }
    }
}
