package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Scrape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole broker on a disk of a few MiB, which somebody else fills. The disk is a file system in memory that the test
 * mounts: skipped where it must not.
 */
final class DiskFullIT {
    private static final String DISK_SIZE = "24m";
    private static final long WRITE_BUFFER_BYTES = 8L * 1024 * 1024;
    private static final int MESSAGES = 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

    @TempDir
    private Path folder;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_SIZE, "gatehouse-test", disk.toString());
        assumeTrue(mounted, "mount -t tmpfs: not permitted (expected: root, with the right to mount)");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", disk.toString())).as("umount").isTrue();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor() == 0;
    }

    @Test
    void a_full_disk_refuses_what_must_be_stored_loses_nothing_and_recovers_by_itself() throws Exception {
        try (var _ = ExpectedErrors.expect("the store cannot be written");
                RunningBroker broker =
                        RunningBroker.start(Compatibility.EXTENDED, from -> RunningBroker.withStore(from, store()))) {
            TestDevice lamp = broker.device("lamp");
            try (WireClients clients = new WireClients(broker, lamp)) {
                WireClient receiver = clients.kept5("receiver");
                receiver.subscribe("q/#", "01");
                receiver.disconnect();
                WireClient other = clients.kept5("other");
                other.subscribe("rest/#", "01");
                other.disconnect();
                WireClient sender = clients.v5("sender");
                List<String> acknowledged = new ArrayList<>();
                for (int i = 0; i < MESSAGES; i++) {
                    assertThat(publish(sender, acknowledged, "before " + i)).isZero();
                }

                Scrape before = Scrape.of(broker);
                Path filling = fill();
                String large = "x".repeat(16 * 1024);
                for (int code = 0, i = 0; code == 0; i++) { // there may be room in what the log has taken already
                    assertThat(i).as("messages a full disk took").isLessThan(1000);
                    code = sender.publish1("rest/of/the/disk", large).code();
                }
                for (int i = 0; i < MESSAGES; i++) {
                    assertThat(publish(sender, acknowledged, "refused " + i)).isEqualTo(0x83);
                }
                awaitReady(broker, 503);
                assertThat(broker.http("/readyz").body()).contains("[-] store: it cannot be written");
                WireClient old = clients.v3("old");
                old.publish("32", "q/a", 1, "", "refused");
                old.expectClosed(); // 3.1.1 has no refusal
                assertThat(clients.dial().connect5("new", false, "11 000003E8").connectCode())
                        .as("CONNACK of a session that is to be kept")
                        .isEqualTo(0x88);
                awaitTold(broker, before);
                sender.publish("30", "nobody/keeps/it", 0, "", "is not for the disk")
                        .ping();

                Files.delete(filling);
                awaitReady(broker, 200);
                for (int i = 0; i < MESSAGES; i++) {
                    assertThat(publish(sender, acknowledged, "after " + i)).isZero();
                }
                WireClient back = clients.kept5("receiver");
                for (String expected : acknowledged) {
                    assertThat(back.takeText()).isEqualTo(expected);
                }
                back.ping(); // and nothing that was refused
            }
        }
    }

    /** RocksDB goes on when there is room for one of its write buffers, which are a quarter of the setting. */
    private StoreSettings store() {
        return new StoreSettings(
                disk.resolve("data"),
                StoreSettings.DEFAULTS.fsync(),
                StoreSettings.DEFAULTS.blockCacheBytes(),
                WRITE_BUFFER_BYTES);
    }

    /** Publishes with QoS 1; answers the code of PUBACK. */
    private static int publish(WireClient sender, List<String> acknowledged, String text) {
        int code = sender.publish1("q/a", text).code();
        if (code < 0x80) {
            acknowledged.add(text);
        }
        return code;
    }

    /** Takes all the room there is. */
    private Path fill() throws IOException {
        Path filling = disk.resolve("filling");
        byte[] page = new byte[4096];
        try (var out = Files.newOutputStream(filling, StandardOpenOption.CREATE_NEW)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space");
        }
        return filling;
    }

    /** The publisher with MQTT 5.0 and the one with 3.1.1, and who wanted a session: each refused for this reason. */
    private static void awaitTold(RunningBroker broker, Scrape before) {
        await().untilAsserted(() -> assertThat(broker.recentRefusals().find(null, Reason.STORE_UNAVAILABLE, 10))
                .extracting(entry -> String.valueOf(entry.last().client().clientId()))
                .contains("sender", "old", "new"));
        Map<String, Double> rises = Scrape.of(broker).risesSince(before, "gatehouse_refusals_total");
        assertThat(rises).containsOnlyKeys("{reason=\"STORE_UNAVAILABLE\",stage=\"end\"}");
        assertThat(rises.values()).allMatch(rise -> rise >= MESSAGES + 3); // the first, "old" and "new"
    }

    private static void awaitReady(RunningBroker broker, int status) throws Exception {
        long begun = System.nanoTime();
        while (broker.http("/readyz").statusCode() != status) {
            assertThat(System.nanoTime() - begun)
                    .as("waiting for /readyz to answer %d", status)
                    .isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }
}
