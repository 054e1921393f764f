package io.gatehouse.load.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A storm whose broker is ended as by {@code kill -9} while the fleet is connected, and started again. */
final class OutageIT {
    private static final int DEVICES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path data;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0s", "2s"})
    void all_come_back_to_a_broker_that_was_killed_in_the_warm_up_or_behind_it(String warmUp) throws Exception {
        try (BrokerProcess first = BrokerProcess.start(data, 0)) {
            FutureTask<Played> playing = storm(warmUp, "2m");
            await().atMost(PATIENCE).until(() -> first.connections() == DEVICES);
            first.kill();
            try (BrokerProcess second = BrokerProcess.start(data, first.port())) {
                Played played = playing.get();

                assertThat(played.exitCode()).as(played.words()).isZero();
                assertThat(played.found("devices that came back"))
                        .as(played.words())
                        .isEqualTo(DEVICES + " of " + DEVICES);
                assertThat(played.found("from the first end to the last return"))
                        .matches("\\d+\\.\\d\\d s");
                assertThat(played.out()).contains("from the first end to the last return");
                assertThat(played.count("ended")).isEqualTo(DEVICES);
                assertThat(played.count("connected")).isEqualTo(2 * DEVICES);
                assertThat(second.connections()).isZero();
            }
        }
    }

    @Test
    void a_broker_that_does_not_come_back_is_told() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(data, 0)) {
            FutureTask<Played> playing = storm("0s", "3s");
            await().atMost(PATIENCE).until(() -> broker.connections() == DEVICES);
            broker.kill();
            Played played = playing.get();

            assertThat(played.found("devices that came back")).isEqualTo("0 of " + DEVICES);
            assertThat(played.found("from the first end to the last return")).startsWith("longer than");
            assertThat(played.err()).contains("the fleet is still registered").contains("start the broker");
        }
    }

    private FutureTask<Played> storm(String warmUp, String duration) {
        String[] arguments = {
            "storm", "--outage", "-c", "" + DEVICES, "--warm-up", warmUp, "-d", duration, "--data", data.toString()
        };
        FutureTask<Played> playing = new FutureTask<>(() -> Played.of(folder, arguments));
        Thread.ofPlatform().name("storm").start(playing);
        return playing;
    }
}
