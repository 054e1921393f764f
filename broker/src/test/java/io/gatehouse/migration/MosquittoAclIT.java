package io.gatehouse.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.migration.MosquittoRules.Device;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether {@link MosquittoRules} says what Mosquitto does: the broker itself is asked, where it is installed. */
class MosquittoAclIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String OBSERVER = "observer";
    private static final String END = "end";

    private static final String ACL = """
            topic read open/#
            topic write open/in
            user lamp
            topic readwrite lamp/#
            topic deny lamp/secret/#
            topic write +/state
            topic read site/+/temp
            topic read only/pattern/x
            user door
            topic write door/state
            pattern readwrite by-user/%u/#
            pattern read by-client/%c/+
            pattern deny only/pattern/#
            pattern read only/#
            """;
    private static final List<String> TOPICS = List.of(
            "open/in",
            "open",
            "lamp",
            "lamp/a/b",
            "lamp/secret",
            "lamp/secret/x",
            "door/state",
            "x/state",
            "x/y/state",
            "site/1/temp",
            "site/1/2/temp",
            "site//temp",
            "by-user/lamp",
            "by-user/lamp/x",
            "by-user/door/x",
            "by-client/c1/x",
            "by-client/c1/x/y",
            "by-client/c2/x",
            "only/x",
            "only/pattern/x",
            "elsewhere");
    private static final List<Device> DEVICES =
            List.of(new Device("lamp", "c1"), new Device("door", "c2"), new Device(null, "c1"));

    @TempDir
    private Path folder;

    @Test
    void mosquitto_decides_as_the_rules_that_conversions_are_held_against() throws Exception {
        Optional<Path> program = Stream.of(
                        "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(program.isPresent(), "mosquitto is not installed (the broker, not only its clients)");
        int port = start(program.orElseThrow());
        MosquittoRules rules = new MosquittoRules(ACL);

        try (Peer observer = new Peer(port, new Device(OBSERVER, OBSERVER))) {
            for (Device device : DEVICES) {
                try (Peer peer = new Peer(port, device)) {
                    assertThat(peer.sendAll(observer))
                            .as(device + " writes")
                            .isEqualTo(expected(topic -> rules.mayWrite(device, topic)));
                    assertThat(observer.sendAll(peer))
                            .as(device + " reads")
                            .isEqualTo(expected(topic -> rules.mayRead(device, topic)));
                }
            }
        } finally {
            broker.destroy();
            broker.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @SuppressWarnings("NullAway.Init") // set by start
    private Process broker;

    private int start(Path program) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        // What ends each look is for everybody, by a pattern and for nobody's user.
        Files.writeString(
                folder.resolve("acl"),
                "topic readwrite " + END + "\n" + ACL + "user lamp\ntopic readwrite " + END + "\nuser door\ntopic"
                        + " readwrite " + END + "\nuser " + OBSERVER + "\ntopic readwrite #\n");
        Files.writeString(
                folder.resolve("conf"),
                "listener " + port + " 127.0.0.1\nallow_anonymous true\nuser root\nacl_file " + folder.resolve("acl")
                        + "\n");
        broker = new ProcessBuilder(
                        program.toString(), "-c", folder.resolve("conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            new Socket("127.0.0.1", port).close();
            return true;
        });
        return port;
    }

    private static Set<String> expected(Predicate<String> allowed) {
        return new TreeSet<>(TOPICS.stream().filter(allowed).toList());
    }

    /** A client that has subscribed to everything, which Mosquitto lets everybody do. */
    private static final class Peer implements AutoCloseable {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final MqttClient client;

        Peer(int port, Device device) throws MqttException {
            client = new MqttClient("tcp://127.0.0.1:" + port, device.clientId(), new MemoryPersistence());
            MqttConnectOptions options = new MqttConnectOptions();
            options.setMaxInflight(TOPICS.size() + 1); // all are sent before the first is waited for
            if (device.user() != null) {
                options.setUserName(device.user());
                options.setPassword(new char[0]);
            }
            client.connect(options);
            client.subscribe("#", 1, (topic, _) -> received.add(topic));
        }

        /** Which of all topics arrive at the other. */
        Set<String> sendAll(Peer other) throws Exception {
            other.received.clear();
            for (String topic : TOPICS) {
                client.publish(topic, new byte[] {1}, 1, false);
            }
            client.publish(END, new byte[] {1}, 1, false);
            List<String> arrived = new ArrayList<>();
            for (String topic = other.next(); !topic.equals(END); topic = other.next()) {
                arrived.add(topic);
            }
            return new TreeSet<>(arrived);
        }

        private String next() throws InterruptedException {
            String topic = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(topic).as("the topic that ends the look").isNotNull();
            return topic;
        }

        @Override
        public void close() throws MqttException {
            client.disconnect();
            client.close();
        }
    }
}
