package io.gatehouse.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HangUpIT {
    @Test
    void a_hang_up_reads_the_files_again_and_ends_nothing(@TempDir Path data) throws Exception {
        assumeFalse(
                hangUpsAreIgnored(), "SIGHUP is ignored here, as under nohup, and so it is by processes started here");
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

    /** Signal 1 is the lowest bit of the mask. */
    private static boolean hangUpsAreIgnored() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
    }

    private static void hangUp(BrokerProcess broker) throws Exception {
        Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(broker.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
