package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.registry.CaCertificate;
import io.gatehouse.registry.CaRegistration;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateMode;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.RegistrationConfig;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.Thing;
import io.gatehouse.security.Frames.Connect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices that nobody registered, whose authority is registered: what comes of their first connect, and the next. */
final class FirstConnectIT {
    private static final String REGISTERED = "$aws/events/certificates/registered/";
    private static final String TEMPLATE = """
            {"Parameters": {
               "AWS::IoT::Certificate::CommonName": {"Type": "String"},
               "AWS::IoT::Certificate::Id": {"Type": "String"}},
             "Resources": {
               "thing": {"Type": "AWS::IoT::Thing", "Properties": {
                  "ThingName": {"Ref": "AWS::IoT::Certificate::CommonName"}}},
               "certificate": {"Type": "AWS::IoT::Certificate",
                  "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}, "Status": "ACTIVE"}},
               "policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument":
                  "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\
            \\"Action\\":\\"iot:*\\",\\"Resource\\":\\"*\\"}]}"
               }}}}""";

    private RunningBroker broker;
    private TestDevice pump;

    @BeforeEach
    void start() {
        broker = RunningBroker.start();
        pump = RunningBroker.stranger("pump");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private CaCertificate authority(boolean registers, @Nullable RegistrationConfig config) throws Exception {
        ResourceResult<CaCertificate> result = broker.registry()
                .authorities()
                .register(new CaRegistration(
                        pump.issued().chain().getFirst().getEncoded(),
                        null,
                        CaStatus.ACTIVE,
                        registers,
                        config,
                        CertificateMode.SNI_ONLY));
        assertThat(result).isInstanceOf(ResourceResult.Done.class);
        return ((ResourceResult.Done<CaCertificate>) result).value();
    }

    private void isRefused() throws Exception {
        try (RawClient client = RawClient.of(broker, pump)) {
            assertThat(client.connect(Connect.mqtt5("pump")).code()).isEqualTo(0x87);
        }
    }

    private @Nullable Certificate registered() {
        return broker.registry().certificate(pump.certificateId());
    }

    @Test
    void a_device_of_a_registered_authority_is_refused_and_waits_and_an_event_says_so() throws Exception {
        CaCertificate ca = authority(true, null);
        try (RawClient watcher = RawClient.connected(broker, broker.device("watcher"))) {
            watcher.subscribe(REGISTERED + "+");

            isRefused();

            String event = watcher.receive();
            assertThat(event).startsWith(REGISTERED + ca.id() + " ");
            JsonNode body = new ObjectMapper().readTree(event.substring(event.indexOf(' ')));
            assertThat(body.get("certificateId").asText()).isEqualTo(pump.certificateId());
            assertThat(body.get("certificateStatus").asText()).isEqualTo("PENDING_ACTIVATION");
        }
        assertThat(registered()).satisfies(waiting -> {
            assertThat(waiting.status()).isEqualTo(CertificateStatus.PENDING_ACTIVATION);
            assertThat(waiting.caId()).isEqualTo(ca.id());
        });
        isRefused();
    }

    @Test
    void a_device_whose_authority_has_a_template_is_in_when_it_comes_again() throws Exception {
        authority(true, new RegistrationConfig(null, TEMPLATE, null));

        isRefused();

        await().until(() -> registered() != null && registered().status() == CertificateStatus.ACTIVE);
        assertThat(broker.registry().thingsOf(pump.certificateId()))
                .extracting(Thing::name)
                .containsExactly("pump");
        try (RawClient client = RawClient.of(broker, pump)) {
            assertThat(client.admitted(Connect.mqtt5("pump")).code()).isZero();
        }
    }

    @Test
    void a_device_whose_authority_registers_nobody_by_coming_stays_a_stranger() throws Exception {
        authority(false, null);

        isRefused();
        isRefused();

        assertThat(registered()).isNull();
    }
}
