package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.cli.OperatorKey;
import io.gatehouse.config.Compatibility;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Python script as users of AWS IoT have them, with {@code boto3} as it is installed, and a whole broker. */
final class Boto3IT {
    private static final Duration PROMISED = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private RunningBroker broker;
    private TestDevice stranger;
    private Boto3 boto3;

    @BeforeEach
    void start() throws Exception {
        String python = Boto3.interpreter();
        assumeTrue(python != null, "boto3 is not installed: apt-get install python3-boto3");
        broker = RunningBroker.start(Compatibility.EXTENDED, RunningBroker::withControl);
        stranger = RunningBroker.stranger("stranger");
        stranger.writeTo(folder);
        boto3 = new Boto3(
                Objects.requireNonNull(python),
                folder,
                broker.controlPlane(),
                folder.resolve("ca.pem"),
                OperatorKey.of("ada", "admin", broker, folder));
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void a_script_makes_a_fleet_whose_device_connects_and_takes_it_away_again() throws Exception {
        Path fleet = Path.of(
                Objects.requireNonNull(Boto3IT.class.getResource("fleet.py")).toURI());
        boto3.done(fleet, "make", folder.toString());
        TestDevice pump = TestDevice.ofFiles(
                "pump-00",
                folder.resolve("certificate.pem"),
                folder.resolve("key.pem"),
                stranger.issued().root());
        Mqtt5BlockingClient client = pump.mqtt5(broker);
        client.connect();
        client.publishWith().topic("pump-00/pressure").payload(new byte[] {1}).send();

        boto3.done(fleet, "remove", folder.toString());

        await().atMost(PROMISED).until(() -> !client.getState().isConnected());
        assertThat(broker.registry().things("", null, 9)).isEmpty();
        assertThat(broker.registry().certificate(pump.certificateId())).isNull();
    }
}
