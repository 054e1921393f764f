package io.gatehouse.provisioning.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.ProvisioningSettings;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.IssuingRules;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.ProvisioningHook;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.Tags;
import io.gatehouse.registry.TemplateChange;
import io.gatehouse.registry.TemplateType;
import io.gatehouse.session.ServiceAnswer;
import io.gatehouse.session.ServiceRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry in memory with a template, and who answers on the provisioning topics; without a connection. */
abstract class FleetGround {
    static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");
    static final String CLAIM = "c1".repeat(32);
    static final String OTHER_CLAIM = "c2".repeat(32);
    static final String CREATE = "$aws/certificates/create/json";
    static final String FROM_CSR = "$aws/certificates/create-from-csr/json";
    static final String PROVISION = "$aws/provisioning-templates/pumps/provision/json";
    static final String TEMPLATE = """
            {"Parameters": {"Serial": {"Type": "String"}, "Place": {"Type": "String", "Default": "hall"},
               "AWS::IoT::Certificate::Id": {"Type": "String"}},
             "Resources": {
               "thing": {"Type": "AWS::IoT::Thing", "Properties": {
                  "ThingName": {"Fn::Join": ["-", ["pump", {"Ref": "Serial"}]]},
                  "AttributePayload": {"place": {"Ref": "Place"}}}},
               "certificate": {"Type": "AWS::IoT::Certificate",
                  "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}, "Status": "Active"}}},
             "DeviceConfiguration": {"url": "mqtts://gw", "place": {"Ref": "Place"}}}""";

    @TempDir
    static Path data;

    static DevelopmentCa authority;

    final HandClock clock = new HandClock();
    final Metrics metrics = new Metrics(1);
    final OwnershipTokens tokens = new OwnershipTokens(clock);
    Registry registry;
    FleetProvisioning fleet;

    @BeforeAll
    static void make() throws Exception {
        authority = DevelopmentCa.openOrCreate(data);
    }

    @BeforeEach
    void open() throws Exception {
        registry = Registry.open(new MemoryKeyValue(), SCOPE, RegistryLimits.EXTENDED, clock.instants());
        fleet = fleet(new DeviceIssuer(authority.issuingAuthority(), IssuingRules.asAws(2), clock));
        template("pumps", TemplateType.FLEET_PROVISIONING, null);
    }

    @AfterEach
    void close() {
        fleet.close();
        metrics.close();
    }

    FleetProvisioning fleet(@Nullable DeviceIssuer issuer) throws IOException {
        return FleetProvisioning.open(
                new PreProvisioningHooks(ProvisioningSettings.DEFAULTS, Duration.ofSeconds(2)),
                tokens,
                registry,
                issuer,
                issuer,
                SCOPE,
                metrics.provisioning(),
                clock);
    }

    void template(String name, TemplateType type, @Nullable ProvisioningHook hook) {
        assertThat(registry.templates().create(name, "", type, TEMPLATE, true, null, hook, Tags.NONE))
                .isInstanceOf(ResourceResult.Done.class);
    }

    void hook(String address) {
        ProvisioningHook hook = new ProvisioningHook(ProvisioningHook.DEFAULT_VERSION, address);
        assertThat(registry.templates().update("pumps", new TemplateChange(null, null, null, null, hook, false)))
                .isInstanceOf(ResourceResult.Done.class);
    }

    ServiceAnswer ask(String topic, String claim, byte[] payload) {
        assertThat(fleet.answers(Topic.of(topic))).isTrue();
        return fleet.answer(new ServiceRequest(Topic.of(topic), payload, "device", claim));
    }

    static JsonObject json(byte[] payload) {
        return (JsonObject) ((JsonParse.Parsed) Json.parse(payload, JsonLimits.DEFAULT)).value();
    }

    JsonObject accepted(String topic, String claim, String payload) {
        ServiceAnswer answer = ask(topic, claim, payload.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.topic().name())
                .as(new String(answer.payload(), StandardCharsets.UTF_8))
                .isEqualTo(topic + "/accepted");
        return json(answer.payload());
    }

    JsonObject accepted(String topic, String payload) {
        return accepted(topic, CLAIM, payload);
    }

    /** Status and code; there is a message too. */
    String rejected(String topic, String claim, String payload) {
        ServiceAnswer answer = ask(topic, claim, payload.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.topic().name()).isEqualTo(topic + "/rejected");
        JsonObject body = json(answer.payload());
        assertThat(body.members())
                .extracting(JsonObject.Member::name)
                .containsExactly("statusCode", "errorCode", "errorMessage");
        assertThat(body.textOf("errorMessage")).isNotBlank();
        return body.wholeNumberOf("statusCode") + " " + body.textOf("errorCode");
    }

    String rejected(String topic, String payload) {
        return rejected(topic, CLAIM, payload);
    }

    static String text(JsonObject body, String name) {
        return Objects.requireNonNull(body.textOf(name), name);
    }

    static String csr() {
        return Json.print(JsonValue.object()
                .put("certificateSigningRequest", SigningRequest.create().pem())
                .build());
    }

    static String provision(String token, String parameters) {
        return "{\"certificateOwnershipToken\":\"" + token + "\",\"parameters\":" + parameters + "}";
    }

    CertificateStatus status(JsonObject created) {
        return Objects.requireNonNull(registry.certificate(text(created, "certificateId")))
                .status();
    }
}
