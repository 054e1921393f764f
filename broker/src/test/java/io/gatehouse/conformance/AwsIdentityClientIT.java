package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.Tags;
import io.gatehouse.registry.TemplateType;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.crt.CrtResource;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.EventLoopGroup;
import software.amazon.awssdk.crt.io.HostResolver;
import software.amazon.awssdk.crt.iot.MqttRequestResponseClientOptions;
import software.amazon.awssdk.iot.iotidentity.IotIdentityV2Client;
import software.amazon.awssdk.iot.iotidentity.model.CreateCertificateFromCsrRequest;
import software.amazon.awssdk.iot.iotidentity.model.CreateKeysAndCertificateRequest;
import software.amazon.awssdk.iot.iotidentity.model.RegisterThingRequest;
import software.amazon.awssdk.iot.iotidentity.model.V2ErrorResponse;
import software.amazon.awssdk.iot.iotidentity.model.V2ErrorResponseException;

/** The fleet provisioning client of the AWS IoT Device SDK v2, which nobody changed, with a claim. */
final class AwsIdentityClientIT {
    private static final String TEMPLATE = """
            {"Parameters": {"Serial": {"Type": "String"}, "AWS::IoT::Certificate::Id": {"Type": "String"}},
             "Resources": {
               "thing": {"Type": "AWS::IoT::Thing", "Properties": {"ThingName": {"Ref": "Serial"}}},
               "certificate": {"Type": "AWS::IoT::Certificate",
                  "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}}}},
             "DeviceConfiguration": {"interval": "30"}}""";

    @TempDir
    static Path folder;

    private static RunningBroker broker;
    private static AwsSdk5 sdk;
    private static IotIdentityV2Client identity;

    @BeforeAll
    static void start() throws Exception {
        broker = RunningBroker.start();
        assertThat(broker.registry()
                        .templates()
                        .create("pumps", "", TemplateType.FLEET_PROVISIONING, TEMPLATE, true, null, null, Tags.NONE))
                .isInstanceOf(ResourceResult.Done.class);
        TestDevice claim = broker.device("claim");
        claim.writeTo(folder);
        sdk = AwsSdk5.connected(broker.port(), folder, claim.name());
        identity = IotIdentityV2Client.newFromMqtt5(
                sdk.client(),
                MqttRequestResponseClientOptions.builder()
                        .withMaxRequestResponseSubscriptions(4)
                        .withMaxStreamingSubscriptions(1)
                        .withOperationTimeoutSeconds(20)
                        .build());
    }

    @AfterAll
    static void stop() throws Exception {
        identity.close();
        sdk.close();
        ClientBootstrap.closeStaticDefault();
        EventLoopGroup.closeStaticDefault();
        HostResolver.closeStaticDefault();
        CrtResource.waitForNoResources();
        broker.close();
    }

    private static <T> T within(CompletableFuture<T> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS);
    }

    private static RegisterThingRequest request(String template, String token, Map<String, String> parameters) {
        RegisterThingRequest request = new RegisterThingRequest();
        request.templateName = template;
        request.certificateOwnershipToken = token;
        request.parameters = new HashMap<>(parameters);
        return request;
    }

    private static CertificateStatus status(String certificateId) {
        Certificate certificate = broker.registry().certificate(certificateId);
        return Objects.requireNonNull(certificate, certificateId).status();
    }

    @Test
    void it_gets_keys_and_a_thing() throws Exception {
        var created = within(identity.createKeysAndCertificate(new CreateKeysAndCertificateRequest()));
        assertThat(created.privateKey).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(status(created.certificateId)).isEqualTo(CertificateStatus.PENDING_ACTIVATION);

        var provisioned = within(
                identity.registerThing(request("pumps", created.certificateOwnershipToken, Map.of("Serial", "a"))));

        assertThat(provisioned.thingName).isEqualTo("a");
        assertThat(provisioned.deviceConfiguration).isEqualTo(Map.of("interval", "30"));
        assertThat(status(created.certificateId)).isEqualTo(CertificateStatus.ACTIVE);
    }

    @Test
    void it_has_its_own_key_certified() throws Exception {
        CreateCertificateFromCsrRequest request = new CreateCertificateFromCsrRequest();
        request.certificateSigningRequest = SigningRequest.create().pem();

        var created = within(identity.createCertificateFromCsr(request));

        assertThat(created.certificatePem).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(created.certificateOwnershipToken).isNotBlank();
    }

    @Test
    void it_is_told_why_it_is_rejected() {
        assertThatThrownBy(() -> within(identity.registerThing(request("pumps", "stolen", Map.of("Serial", "b")))))
                .cause()
                .isInstanceOfSatisfying(V2ErrorResponseException.class, rejected -> {
                    V2ErrorResponse error = rejected.getModeledError();
                    assertThat(error.statusCode).isEqualTo(400);
                    assertThat(error.errorCode).isEqualTo("InvalidCertificateOwnershipToken");
                    assertThat(error.errorMessage).startsWith("certificateOwnershipToken: ");
                });
    }
}
