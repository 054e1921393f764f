package io.gatehouse.conformance;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Protocol;
import io.gatehouse.control.AdminClient;
import io.gatehouse.control.Answer;
import io.gatehouse.control.ConnectionApi;
import io.gatehouse.control.ConnectionView;
import io.gatehouse.control.HandshakeView;
import io.gatehouse.control.RefusalApi;
import io.gatehouse.reason.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.crt.mqtt5.packets.ConnAckPacket.ConnectReasonCode;
import software.amazon.awssdk.crt.mqtt5.packets.PubAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.PubAckPacket.PubAckReasonCode;
import software.amazon.awssdk.crt.mqtt5.packets.SubAckPacket;
import software.amazon.awssdk.crt.mqtt5.packets.SubAckPacket.SubAckReasonCode;

/**
 * The AWS IoT Device SDK v2, which nobody changed: told where the broker is and which authority to trust, as for AWS.
 * {@code mqtts} stands for port 8883, {@code everything} for 443.
 */
final class AwsDeviceSdkIT {
    private static final String ALPN = "x-amzn-mqtt-ca";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static RunningBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = RunningBroker.start(
                Compatibility.EXTENDED,
                from -> RunningBroker.withListenerBeside(
                        from, "everything", List.of(Protocol.MQTT, Protocol.HTTPS, Protocol.WSS)));
    }

    @AfterAll
    static void stopBroker() {
        AwsSdk5.closeShared();
        broker.close();
    }

    private static AwsSdk connected(int version, String listener, TestDevice device) throws Exception {
        int port = broker.port(listener);
        return version == 5
                ? AwsSdk5.connected(port, files(device), device.name())
                : AwsSdk3.connected(port, device, device.name());
    }

    private static Path files(TestDevice device) throws IOException {
        Path files = Files.createDirectory(folder.resolve(device.name()));
        device.writeTo(files);
        return files;
    }

    private static HandshakeView handshakeOf(String clientId) {
        try (AdminClient admin = new AdminClient(broker.folder(), PATIENCE)) {
            if (admin.call(ConnectionApi.DESCRIBE, new ConnectionApi.Client(clientId))
                            instanceof Answer.Done<ConnectionView>(ConnectionView view)
                    && view.handshake() != null) {
                return view.handshake();
            }
            throw new AssertionError("no handshake of " + clientId + " (expected: one)");
        }
    }

    @ParameterizedTest
    @CsvSource({"5, mqtts", "5, everything", "3, mqtts", "3, everything"})
    void it_connects_by_the_name_aws_gave_to_mqtt_and_hears_what_it_publishes(int version, String listener)
            throws Exception {
        TestDevice device = broker.device("sdk-" + version + "-" + listener);
        try (AwsSdk sdk = connected(version, listener, device)) {
            HandshakeView handshake = handshakeOf(device.name());
            assertThat(handshake.applicationProtocol()).isEqualTo(ALPN);
            assertThat(handshake.offered()).isNotNull();
            assertThat(handshake.offered().applicationProtocols()).containsExactly(ALPN);

            for (int qos = 0; qos <= 1; qos++) {
                sdk.subscribe(device.name() + "/" + qos, qos);
                sdk.publish(device.name() + "/" + qos, qos, "of QoS " + qos);
                assertThat(sdk.next()).isEqualTo("of QoS " + qos);
            }
        }
    }

    @Test
    void with_mqtt_5_it_is_told_why_it_is_not_let_in() throws Exception {
        TestDevice stranger = RunningBroker.stranger("sdk-stranger");
        try (AwsSdk5 sdk = AwsSdk5.dial(broker.port("everything"), files(stranger), stranger.name())) {
            assertThat(sdk.connack().getReasonCode()).isEqualTo(ConnectReasonCode.NOT_AUTHORIZED);
            assertThat(sdk.connack().getReasonString()).contains(Reason.CERTIFICATE_UNKNOWN.meaning());
        }
    }

    @Test
    void with_mqtt_5_it_is_told_why_it_may_not_publish_or_subscribe() throws Exception {
        TestDevice device = broker.device(
                "sdk-5-limited",
                "sdk-5-limited",
                document(
                        allow("iot:*", "*"),
                        deny("iot:Publish", "topic/forbidden"),
                        deny("iot:Subscribe", "topicfilter/forbidden")));
        try (AwsSdk5 sdk = AwsSdk5.connected(broker.port("mqtts"), files(device), device.name())) {
            PubAckPacket puback = sdk.puback("forbidden");
            SubAckPacket suback = sdk.suback("forbidden", 1);

            assertThat(puback.getReasonCode()).isEqualTo(PubAckReasonCode.NOT_AUTHORIZED);
            assertThat(puback.getReasonString()).contains(Reason.PUBLISH_NOT_AUTHORIZED.meaning());
            assertThat(suback.getReasonCodes()).containsExactly(SubAckReasonCode.NOT_AUTHORIZED);
            assertThat(suback.getReasonString()).contains(Reason.SUBSCRIBE_NOT_AUTHORIZED.meaning());
        }
    }

    /** The return code 5 is on the wire; what the SDK makes of it is less than that. */
    @Test
    void with_mqtt_3_1_1_it_learns_nothing_and_the_broker_tells_why() {
        TestDevice stranger = RunningBroker.stranger("sdk-3-stranger");

        assertThatThrownBy(() -> connected(3, "everything", stranger)).hasMessageContaining("Protocol error occurred");

        try (AdminClient admin = new AdminClient(broker.folder(), PATIENCE)) {
            var question = new RefusalApi.Question(stranger.name(), Reason.CERTIFICATE_UNKNOWN.name(), 1);
            await().atMost(PATIENCE)
                    .until(() -> admin.call(RefusalApi.WHY, question)
                                    instanceof Answer.Done<RefusalApi.Findings>(RefusalApi.Findings found)
                            && !found.refusals().isEmpty());
        }
    }
}
