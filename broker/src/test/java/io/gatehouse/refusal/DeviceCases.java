package io.gatehouse.refusal;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static io.gatehouse.refusal.Misconfiguration.NO_STATEMENT;
import static io.gatehouse.refusal.Misconfiguration.refused;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.gatehouse.TestDevice;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Certificates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;

/** What people get wrong most, with the software that devices have: each of it finds another way to fail. */
final class DeviceCases {
    private static final String TOPIC = "device/state";
    private static final byte[] PAYLOAD = "on".getBytes(StandardCharsets.UTF_8);
    private static final Duration DAY = Duration.ofDays(1);

    private DeviceCases() {}

    /** Connects, publishes one message of QoS 1, and leaves; or fails, in whatever way it does. */
    private enum Software {
        MOSQUITTO_3_1_1,
        MOSQUITTO_5,
        PAHO_3_1_1,
        PAHO_5,
        HIVEMQ_3_1_1,
        HIVEMQ_5;

        boolean isMqtt5() {
            return this == MOSQUITTO_5 || this == PAHO_5 || this == HIVEMQ_5;
        }

        void play(Scene scene, TestDevice device) throws Exception {
            switch (this) {
                case MOSQUITTO_3_1_1 -> mosquitto(scene, device, "mqttv311");
                case MOSQUITTO_5 -> mosquitto(scene, device, "mqttv5");
                case PAHO_3_1_1 -> paho3(scene, device);
                case PAHO_5 -> paho5(scene, device);
                case HIVEMQ_3_1_1 -> hivemq3(device.mqtt3(scene.broker()));
                case HIVEMQ_5 -> hivemq5(device.mqtt5(scene.broker()));
            }
        }
    }

    private static void mosquitto(Scene scene, TestDevice device, String version) throws Exception {
        Path files = Programs.filesOf(device);
        var _ = Programs.mosquittoPub(
                scene,
                "-V",
                version,
                "-q",
                "1",
                "-t",
                TOPIC,
                "--cafile",
                files.resolve("ca.pem").toString(),
                "--cert",
                files.resolve("chain.pem").toString(),
                "--key",
                files.resolve("key.pem").toString());
    }

    private static void paho3(Scene scene, TestDevice device) throws Exception {
        var client = new org.eclipse.paho.client.mqttv3.MqttClient(
                "ssl://localhost:" + scene.broker().port(),
                device.name(),
                new org.eclipse.paho.client.mqttv3.persist.MemoryPersistence());
        client.setTimeToWait(30_000);
        try {
            MqttConnectOptions options = new MqttConnectOptions();
            options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
            options.setSocketFactory(device.sslContext().getSocketFactory());
            client.connect(options);
            client.publish(TOPIC, PAYLOAD, 1, false);
            client.disconnect();
        } catch (org.eclipse.paho.client.mqttv3.MqttException refused) {
            // as expected
        } finally {
            client.close(true);
        }
    }

    private static void paho5(Scene scene, TestDevice device) throws Exception {
        var client = new org.eclipse.paho.mqttv5.client.MqttClient(
                "ssl://localhost:" + scene.broker().port(),
                device.name(),
                new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
        client.setTimeToWait(30_000);
        try {
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setSocketFactory(device.sslContext().getSocketFactory());
            client.connect(options);
            client.publish(TOPIC, PAYLOAD, 1, false);
            client.disconnect();
        } catch (org.eclipse.paho.mqttv5.common.MqttException refused) {
            if (client.isConnected()) {
                client.disconnect();
            }
        } finally {
            client.close(true);
        }
    }

    private static void hivemq3(Mqtt3BlockingClient client) {
        try {
            client.connect();
            client.publishWith()
                    .topic(TOPIC)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(PAYLOAD)
                    .send();
        } catch (RuntimeException refused) {
            // as expected
        }
        if (client.getState().isConnected()) {
            client.disconnect();
        }
    }

    private static void hivemq5(Mqtt5BlockingClient client) {
        try {
            client.connect();
            client.publishWith()
                    .topic(TOPIC)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(PAYLOAD)
                    .send();
        } catch (RuntimeException refused) {
            // as expected
        }
        if (client.getState().isConnected()) {
            client.disconnect();
        }
    }

    /** Lays out what is wrong. */
    @FunctionalInterface
    private interface Wrong {
        TestDevice in(Scene scene);
    }

    static Stream<Misconfiguration> all() {
        return Arrays.stream(Software.values()).flatMap(DeviceCases::of);
    }

    private static Stream<Misconfiguration> of(Software software) {
        return Stream.of(
                connect(software, "a certificate nobody registered", Reason.CERTIFICATE_UNKNOWN, Scene::stranger),
                withStatus(software, CertificateStatus.INACTIVE, Reason.CERTIFICATE_INACTIVE),
                withStatus(software, CertificateStatus.REVOKED, Reason.CERTIFICATE_REVOKED),
                withStatus(software, CertificateStatus.PENDING_ACTIVATION, Reason.CERTIFICATE_PENDING_ACTIVATION),
                connect(
                        software,
                        "a certificate that has not begun",
                        Reason.CERTIFICATE_NOT_YET_VALID,
                        scene -> scene.registered(
                                Certificates.valid(
                                        scene.name(),
                                        Instant.now().plus(DAY),
                                        Instant.now().plus(DAY.multipliedBy(2))),
                                CertificateStatus.ACTIVE)),
                connect(
                                software,
                                "a policy without iot:Connect",
                                Reason.CONNECT_NOT_AUTHORIZED,
                                scene -> scene.device(document(allow("iot:Publish", "*"))))
                        .because(NO_STATEMENT),
                publish(software));
    }

    private static Misconfiguration withStatus(Software software, CertificateStatus status, Reason reason) {
        return connect(
                software,
                "a certificate that is " + status,
                reason,
                scene -> scene.registered(scene.stranger(), status));
    }

    private static Misconfiguration connect(Software software, String what, Reason reason, Wrong wrong) {
        return refused(software + ": " + what, reason, scene -> {
            TestDevice device = wrong.in(scene);
            software.play(scene, device);
            return Trace.silent(device); // what it was told is the software's to show
        });
    }

    private static Misconfiguration publish(Software software) {
        return refused(software + ": a policy without iot:Publish", Reason.PUBLISH_NOT_AUTHORIZED, scene -> {
                    TestDevice device = scene.device(document(allow("iot:Connect", "*")));
                    software.play(scene, device);
                    Trace trace = Trace.silent(device);
                    return software.isMqtt5() ? trace : trace.andCutOff();
                })
                .because(NO_STATEMENT);
    }
}
