package io.gatehouse.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.conformance.WirePacket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real broker, whose every write fails for a while: not for want of room, which RocksDB recovers from by itself,
 * but with an error that it does not. The kernel refuses the writes of one process ({@code RLIMIT_FSIZE}, EFBIG).
 */
final class FailingDiskIT {
    private static final int REFUSED = 0x83; // Implementation specific error

    @TempDir
    private Path folder;

    private final List<String> acknowledged = new ArrayList<>();
    private int number;

    @Test
    void after_an_error_of_the_disk_nothing_refused_is_there_nothing_acknowledged_is_gone_and_it_goes_on()
            throws Exception {
        Path data = Files.createDirectory(
                folder.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        SSLContext tls = Ground.lay(data);
        try (BrokerProcess process = BrokerProcess.start(data, List.of("--store.fsync=always"))) {
            int port = process.awaitReady();
            assumeTrue(limitFiles(process, "unlimited"), "prlimit: not there (expected: of util-linux)");
            try (MqttLink receiver = connected(tls, port, "receiver");
                    MqttLink sender = connected(tls, port, "sender")) {
                receiver.subscribe(1, "t/#", 1);
                assertThat(receiver.read().type()).isEqualTo(WirePacket.SUBACK);
                receiver.disconnect();
                publish(sender, 10);

                assertThat(limitFiles(process, "0")).isTrue();
                for (int i = 0; i < 10; i++) {
                    assertThat(publish(sender))
                            .as("PUBACK while the disk fails")
                            .isEqualTo(REFUSED);
                }

                assertThat(limitFiles(process, "unlimited")).isTrue();
                await().atMost(Duration.ofSeconds(60)).until(() -> publish(sender) < 0x80);
                publish(sender, 10);
            }
            assertThat(received(tls, port)).isEqualTo(acknowledged);
            process.kill();
        }
        try (BrokerProcess process = BrokerProcess.start(data, List.of("--store.fsync=always"))) {
            int port = process.awaitReady();
            try (MqttLink sender = connected(tls, port, "sender")) {
                acknowledged.clear();
                publish(sender, 3);
            }
            assertThat(received(tls, port)).endsWith(acknowledged.toArray(String[]::new));
            process.kill();
        }
    }

    private static boolean limitFiles(BrokerProcess process, String bytes) throws InterruptedException {
        try {
            String limit = "--fsize=" + bytes + ":unlimited";
            return new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), limit)
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static MqttLink connected(SSLContext tls, int port, String clientId) throws IOException {
        MqttLink link = MqttLink.dial(tls, port, true);
        link.connect(clientId, true, 100);
        assertThat(link.read().connectCode()).as("CONNACK").isZero();
        return link;
    }

    private void publish(MqttLink sender, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            assertThat(publish(sender)).as("PUBACK").isZero();
        }
    }

    /** Publishes with QoS 1; answers the code of PUBACK. */
    private int publish(MqttLink sender) throws IOException {
        Event.MessageId id = new Event.MessageId("m", number++);
        sender.publish(new Event.Message(id, "t/1", 1, false, false), 1 + number % 1000, false);
        WirePacket answer = sender.read();
        assertThat(answer.type()).isEqualTo(WirePacket.PUBACK);
        if (answer.code() < 0x80) {
            acknowledged.add(id.toString());
        }
        return answer.code();
    }

    /** Everything that waits for the receiver. */
    private List<String> received(SSLContext tls, int port) throws IOException {
        List<String> all = new ArrayList<>();
        try (MqttLink receiver = connected(tls, port, "receiver")) {
            receiver.ping();
            receiver.subscribe(2, "done", 1); // answered when what was before it is on its way
            for (WirePacket packet = receiver.read(); packet.type() != WirePacket.SUBACK; packet = receiver.read()) {
                take(receiver, packet, all);
            }
            Event.MessageId end = new Event.MessageId("end", number++); // one before it may come again after a crash
            receiver.publish(new Event.Message(end, "t/end", 1, false, false), 9, false);
            while (!all.contains(end.toString())) {
                take(receiver, receiver.read(), all);
            }
            all.remove(end.toString());
            receiver.ping();
            while (receiver.read().type() != WirePacket.PINGRESP) {
                // its acknowledgements are taken then
            }
        }
        return all;
    }

    private static void take(MqttLink receiver, WirePacket packet, List<String> all) throws IOException {
        if (packet.type() == WirePacket.PUBLISH) {
            WirePacket.Publish publish = receiver.publishOf(packet);
            receiver.acknowledge(WirePacket.PUBACK, publish.id());
            all.add(publish.payload());
        }
    }
}
