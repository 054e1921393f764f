package io.gatehouse.rotation;

import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.RotationSettings;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.LogLines;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device that comes with its new certificate, and its old one afterwards. */
final class RotationIT {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final MovedClock clock = new MovedClock();
    private RunningBroker broker;
    private TestDevice older;
    private TestDevice newer;

    @BeforeEach
    void start() {
        broker = RunningBroker.start(
                Compatibility.EXTENDED,
                from -> RunningBroker.withRotation(from, new RotationSettings(PATIENCE)),
                clock);
        older = broker.device("lamp");
        clock.move(Duration.ofSeconds(1)); // what is registered at the same moment is not newer
        newer = RunningBroker.stranger("lamp");
        done(broker.registry().registerCertificate(newer.issued().leaf(), CertificateStatus.ACTIVE));
        done(broker.registry().attachThing("lamp", newer.certificateId()));
        done(broker.registry().attachPolicy("everything", newer.certificateId()));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void a_device_finds_its_session_with_the_new_certificate_and_what_waited_in_it() throws InterruptedException {
        Mqtt5BlockingClient before = older.mqtt5(broker);
        before.connectWith().cleanStart(false).sessionExpiryInterval(3600).send();
        before.subscribeWith().topicFilter("lamp/do").qos(MqttQos.AT_LEAST_ONCE).send();
        before.disconnectWith().sessionExpiryInterval(3600).send();
        Mqtt5BlockingClient sender = broker.device("switch").mqtt5(broker);
        sender.connect();
        sender.publishWith()
                .topic("lamp/do")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload("on".getBytes(StandardCharsets.UTF_8))
                .send();
        sender.disconnect();

        Mqtt5BlockingClient after = newer.mqtt5(broker);
        try (Mqtt5BlockingClient.Mqtt5Publishes received = after.publishes(MqttGlobalPublishFilter.ALL)) {
            boolean present = after.connectWith()
                    .cleanStart(false)
                    .sessionExpiryInterval(3600)
                    .send()
                    .isSessionPresent();

            assertThat(present).isTrue();
            assertThat(received.receive(60, TimeUnit.SECONDS))
                    .hasValueSatisfying(message ->
                            assertThat(message.getPayloadAsBytes()).asString().isEqualTo("on"));
        }
        done(broker.registry().setCertificateStatus(older.certificateId(), CertificateStatus.REVOKED));
        assertThat(after.getState().isConnected()).isTrue();
        after.disconnect();
    }

    @Test
    void the_older_one_ends_by_itself_after_the_newer_one_was_let_in() {
        try (LogLines lines = LogLines.listen()) {
            Mqtt5BlockingClient after = newer.mqtt5(broker);
            after.connect();
            after.disconnect();
            clock.move(PATIENCE.plusMinutes(1));

            await().atMost(Duration.ofSeconds(60)).until(() -> status(older) == CertificateStatus.INACTIVE);

            assertThat(status(newer)).isEqualTo(CertificateStatus.ACTIVE);
            await().until(() ->
                    lines.all().stream().anyMatch(line -> line.contains("a newer certificate of the thing")));
            assertThat(broker.metric("gatehouse_certificates_rotated_total")).isEqualTo(1);
            assertThat(broker.metric("gatehouse_audit_entries_total")).isEqualTo(1);
        }
    }

    private CertificateStatus status(TestDevice device) {
        return Objects.requireNonNull(broker.registry().certificate(device.certificateId()))
                .status();
    }
}
