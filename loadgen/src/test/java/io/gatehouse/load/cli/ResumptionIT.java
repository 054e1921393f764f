package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.Counted;
import io.gatehouse.FleetBroker;
import io.gatehouse.FleetBroker.Ground;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes with tickets and without, as the broker and the generator count them. */
final class ResumptionIT {
    private static final int DEVICES = 4;

    @TempDir
    static Path data;

    private static FleetBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        broker = FleetBroker.start(data, Ground.USUAL.withTickets());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private Played connect(int devices, String duration, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "connect", "-c", "" + devices, "--connect-rate", "20", "-d", duration, "--data", data.toString()));
        arguments.addAll(List.of(more));
        Counted before = broker.counted();
        Played played = Played.of(folder, arguments.toArray(String[]::new));
        assertThat(played.exitCode()).as(played.words()).isZero();
        assertThat(played.result().path("failures")).isEmpty();
        assertThat(played.count("connected")).isGreaterThan(devices);
        await().untilAsserted(() -> assertThat(broker.counted()
                        .since(before)
                        .of("gatehouse_tls_handshakes_total", "result=\"completed\"", "resumed=\"true\""))
                .isEqualTo(played.count("resumed")));
        return played;
    }

    @ParameterizedTest
    @CsvSource({"1.2, boringssl", "1.3, boringssl", "1.2, jdk", "1.3, jdk"})
    void each_device_resumes_from_its_second_connect_on(String version, String engine) throws IOException {
        Played played = connect(DEVICES, "1s", "--resume", "--tls", version, "--engine", engine);

        assertThat(played.count("resumed")).isEqualTo(played.count("connected") - DEVICES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void a_part_of_the_connects_resumes(String version) throws IOException {
        // long enough for a second connect of two devices at least, whatever else the machine does
        Played played = connect(DEVICES, "4s", "--resume", "0.5", "--tls", version);

        assertThat(played.count("resumed")).isBetween(1L, played.count("connected") - DEVICES - 1);
    }

    @ParameterizedTest
    @CsvSource({"1.2, boringssl", "1.3, boringssl", "1.2, jdk", "1.3, jdk"})
    void who_does_not_ask_for_it_does_not_resume(String version, String engine) throws IOException {
        Played played = connect(1, "1s", "--tls", version, "--engine", engine);

        assertThat(played.count("resumed")).isZero();
    }

    @Test
    void a_broker_without_tickets_resumes_nothing(@TempDir Path other) throws Exception {
        try (FleetBroker without = FleetBroker.start(other)) {
            Played played = Played.of(
                    folder,
                    "connect",
                    "-c",
                    "" + DEVICES,
                    "--connect-rate",
                    "40",
                    "-d",
                    "1s",
                    "--resume",
                    "--data",
                    other.toString());

            assertThat(played.exitCode()).as(played.words()).isZero();
            assertThat(played.count("connected")).isPositive();
            assertThat(played.count("resumed")).isZero();
            assertThat(without.counted().of("gatehouse_tls_handshakes_total", "resumed=\"true\""))
                    .isZero();
        }
    }
}
