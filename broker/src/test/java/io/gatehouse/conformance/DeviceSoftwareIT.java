package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.conformance.DeviceSoftware.Listener;
import io.gatehouse.conformance.DeviceSoftware.Setting;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The clients that devices really use, over mutual TLS, each hearing all of them. */
final class DeviceSoftwareIT {
    private static RunningBroker broker;
    private static Setting setting;

    @BeforeAll
    static void startBroker(@TempDir Path folder) {
        broker = RunningBroker.start();
        TestDevice device = broker.device("lamp");
        device.writeTo(folder);
        setting = new Setting(broker, device, folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    static Stream<Arguments> listenersAndQos() {
        return Arrays.stream(DeviceSoftware.values())
                .flatMap(listener -> IntStream.rangeClosed(0, 2).mapToObj(qos -> Arguments.of(listener, qos)));
    }

    @ParameterizedTest
    @MethodSource("listenersAndQos")
    void it_hears_what_every_other_publishes(DeviceSoftware software, int qos) throws Exception {
        assumeTrue(software.isInstalled(), "mosquitto_sub: not found (expected: Debian's package mosquitto-clients)");
        String topic = "news/" + software + "/" + qos;
        try (Listener listener = software.listen(setting, "listener-" + software + "-" + qos, topic, qos)) {
            for (DeviceSoftware speaker : DeviceSoftware.values()) {
                if (speaker.isInstalled()) {
                    speaker.publish(setting, "speaker-" + speaker, topic, qos, "from " + speaker);

                    assertThat(listener.next()).isEqualTo("from " + speaker);
                }
            }
        }
    }
}
