package io.gatehouse.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HangUpIT {
    @Test
    void a_hang_up_reads_the_files_again_and_ends_nothing(@TempDir Path data) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(data, List.of())) {
            broker.awaitReady();
            hangUp(broker);
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> broker.output().stream().anyMatch(line -> line.contains("reading the files again")));
            hangUp(broker);
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> broker.output().stream()
                                    .filter(line -> line.contains("reading the files again"))
                                    .count()
                            == 2);
            assertThat(broker.hasEnded()).isFalse();
        }
    }

    private static void hangUp(BrokerProcess broker) throws Exception {
        Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(broker.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
