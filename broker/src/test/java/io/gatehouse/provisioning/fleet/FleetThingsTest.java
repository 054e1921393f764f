package io.gatehouse.provisioning.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.TemplateChange;
import io.gatehouse.registry.TemplateType;
import io.gatehouse.registry.Thing;
import io.gatehouse.session.ServiceAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices that come with a token, and what their template and its hook make of them. */
final class FleetThingsTest extends FleetGround {
    @Test
    void a_device_is_provisioned_by_its_template_and_told_its_name_and_configuration() {
        JsonObject created = accepted(FROM_CSR, csr());

        JsonObject provisioned = accepted(
                PROVISION,
                provision(text(created, "certificateOwnershipToken"), "{\"Serial\":\"7\",\"Unknown\":\"x\"}"));

        assertThat(Json.print(provisioned))
                .isEqualTo("{\"deviceConfiguration\":{\"url\":\"mqtts://gw\",\"place\":\"hall\"},"
                        + "\"thingName\":\"pump-7\"}");
        assertThat(status(created)).isEqualTo(CertificateStatus.ACTIVE);
        assertThat(registry.thingsOf(text(created, "certificateId")))
                .extracting(Thing::name)
                .containsExactly("pump-7");
        assertThat(tokens.size()).isZero();
    }

    @Test
    void a_token_opens_once() {
        String token = text(accepted(FROM_CSR, csr()), "certificateOwnershipToken");
        accepted(PROVISION, provision(token, "{\"Serial\":\"7\"}"));

        assertThat(rejected(PROVISION, provision(token, "{\"Serial\":\"8\"}")))
                .isEqualTo("400 InvalidCertificateOwnershipToken");
        assertThat(registry.thing("pump-8")).isNull();
    }

    @Test
    void a_token_that_was_stolen_opens_nothing_with_another_claim_and_stays_its_owners() {
        String token = text(accepted(FROM_CSR, csr()), "certificateOwnershipToken");

        assertThat(rejected(PROVISION, OTHER_CLAIM, provision(token, "{\"Serial\":\"7\"}")))
                .isEqualTo("400 InvalidCertificateOwnershipToken");

        accepted(PROVISION, CLAIM, provision(token, "{\"Serial\":\"7\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"certificateOwnershipToken\":\"\"}", "{\"certificateOwnershipToken\":7}"})
    void a_token_must_be_there(String payload) {
        assertThat(rejected(PROVISION, payload)).isEqualTo("400 InvalidCertificateOwnershipToken");
    }

    @Test
    void a_device_that_was_rejected_may_ask_again_with_its_token() {
        String token = text(accepted(FROM_CSR, csr()), "certificateOwnershipToken");

        assertThat(rejected(PROVISION, provision(token, "{}"))).isEqualTo("400 InvalidParameters");
        assertThat(rejected(PROVISION, provision(token, "{\"Serial\":7}"))).isEqualTo("400 InvalidParameters");
        assertThat(rejected(PROVISION, provision(token, "[]"))).isEqualTo("400 InvalidParameters");
        assertThat(rejected(PROVISION, provision(token, "{\"Serial\":\"7\",\"AWS::IoT::Certificate::Id\":\"x\"}")))
                .isEqualTo("400 InvalidParameters");

        accepted(PROVISION, provision(token, "{\"Serial\":\"7\"}"));
    }

    @Test
    void only_a_template_for_fleet_provisioning_that_is_enabled_is_followed() {
        template("jitp", TemplateType.JITP, null);
        String payload = provision(text(accepted(FROM_CSR, csr()), "certificateOwnershipToken"), "{\"Serial\":\"7\"}");

        assertThat(rejected("$aws/provisioning-templates/none/provision/json", payload))
                .isEqualTo("404 ResourceNotFound");
        assertThat(rejected("$aws/provisioning-templates/jitp/provision/json", payload))
                .isEqualTo("404 ResourceNotFound");
        registry.templates().update("pumps", new TemplateChange(null, false, null, null, null, false));
        assertThat(rejected(PROVISION, payload)).isEqualTo("404 ResourceNotFound");
    }

    @Test
    void a_device_does_not_become_a_thing_that_another_is_and_is_not_told_what_is_there() {
        accepted(
                PROVISION,
                provision(text(accepted(FROM_CSR, csr()), "certificateOwnershipToken"), "{\"Serial\":\"7\"}"));
        String token = text(accepted(FROM_CSR, csr()), "certificateOwnershipToken");

        ServiceAnswer answer =
                ask(PROVISION, CLAIM, provision(token, "{\"Serial\":\"7\"}").getBytes(StandardCharsets.UTF_8));

        assertThat(json(answer.payload()).textOf("errorCode")).isEqualTo("ResourceConflict");
        assertThat(json(answer.payload()).textOf("errorMessage")).doesNotContain("pump-7");
    }

    @Test
    void a_certificate_about_which_an_operator_decided_is_not_provisioned() {
        JsonObject created = accepted(FROM_CSR, csr());
        registry.setCertificateStatus(text(created, "certificateId"), CertificateStatus.REVOKED);

        assertThat(rejected(PROVISION, provision(text(created, "certificateOwnershipToken"), "{\"Serial\":\"7\"}")))
                .isEqualTo("400 InvalidCertificateOwnershipToken");
    }

    @Test
    void the_hook_is_asked_in_awss_words_and_sets_parameters() throws IOException {
        try (Webhook webhook =
                Webhook.saying("{\"allowProvisioning\":true,\"parameterOverrides\":{\"Place\":\"yard\"}}")) {
            hook(webhook.address());
            JsonObject created = accepted(FROM_CSR, csr());

            JsonObject provisioned = accepted(
                    PROVISION,
                    provision(text(created, "certificateOwnershipToken"), "{\"Serial\":\"7\",\"Place\":\"anywhere\"}"));

            assertThat(Json.print(provisioned)).contains("\"place\":\"yard\"");
            JsonObject question = json(webhook.questions.getFirst().getBytes(StandardCharsets.UTF_8));
            assertThat(question.members())
                    .extracting(JsonObject.Member::name)
                    .containsExactly(
                            "claimCertificateId",
                            "certificateId",
                            "certificatePem",
                            "templateArn",
                            "clientId",
                            "parameters");
            assertThat(question.textOf("claimCertificateId")).isEqualTo(CLAIM);
            assertThat(question.textOf("certificateId")).isEqualTo(text(created, "certificateId"));
            assertThat(question.textOf("templateArn"))
                    .isEqualTo("arn:aws:iot:local:000000000000:provisioningtemplate/pumps");
            assertThat(question.textOf("clientId")).isEqualTo("device");
            assertThat(Json.print(Objects.requireNonNull(question.member("parameters"))))
                    .isEqualTo("{\"Place\":\"anywhere\",\"Serial\":\"7\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"allowProvisioning\":false}", "garbage", "{}"})
    void a_hook_that_does_not_say_yes_keeps_the_device_out(String body) throws IOException {
        try (Webhook webhook = Webhook.saying(body)) {
            hook(webhook.address());
            JsonObject created = accepted(FROM_CSR, csr());

            assertThat(rejected(PROVISION, provision(text(created, "certificateOwnershipToken"), "{\"Serial\":\"7\"}")))
                    .isEqualTo("403 ACCESS_DENIED");
            assertThat(status(created)).isEqualTo(CertificateStatus.PENDING_ACTIVATION);
            assertThat(registry.thing("pump-7")).isNull();
        }
    }

    @Test
    void a_hook_that_cannot_be_asked_keeps_the_device_out() {
        hook("arn:aws:lambda:local:000000000000:function:hook");
        String token = text(accepted(FROM_CSR, csr()), "certificateOwnershipToken");

        assertThat(rejected(PROVISION, provision(token, "{\"Serial\":\"7\"}"))).isEqualTo("403 ACCESS_DENIED");
    }

    @Test
    void what_the_hook_sets_is_held_to_the_same_rules() throws IOException {
        try (Webhook webhook = Webhook.saying("{\"allowProvisioning\":true,\"parameterOverrides\":"
                + "{\"AWS::IoT::Certificate::Id\":\"" + "ab".repeat(32) + "\"}}")) {
            hook(webhook.address());
            String token = text(accepted(FROM_CSR, csr()), "certificateOwnershipToken");

            assertThat(rejected(PROVISION, provision(token, "{\"Serial\":\"7\"}")))
                    .isEqualTo("400 InvalidParameters");
        }
    }
}
