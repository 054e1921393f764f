package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.Policies;
import io.gatehouse.audit.AuditCall;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.registry.CertificateStatus;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.model.CreateProvisioningTemplateRequest;
import software.amazon.awssdk.services.iot.model.CreateProvisioningTemplateResponse;
import software.amazon.awssdk.services.iot.model.DeleteConflictException;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.ProvisioningTemplateSummary;
import software.amazon.awssdk.services.iot.model.ProvisioningTemplateVersionSummary;
import software.amazon.awssdk.services.iot.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iot.model.ResourceRegistrationFailureException;
import software.amazon.awssdk.services.iot.model.TemplateType;
import software.amazon.awssdk.services.iot.model.VersionsLimitExceededException;

/** Provisioning templates and RegisterThing, asked by AWS's own client: every operation, with its errors and pages. */
final class AwsSdkProvisioningIT extends AwsSdkGround {
    private static final String ROLE = "arn:aws:iam::000000000000:role/provisioning";
    private static final String BODY = ProvisioningBodies.ofTheDevice();

    private CreateProvisioningTemplateResponse create(
            String name, Consumer<CreateProvisioningTemplateRequest.Builder> more) {
        return iot.createProvisioningTemplate(r -> r.templateName(name)
                .templateBody(BODY)
                .provisioningRoleArn(ROLE)
                .applyMutation(more));
    }

    @Test
    void templates_are_created_described_updated_and_deleted() {
        var created = create(
                "pumps",
                r -> r.description("all pumps").enabled(true).preProvisioningHook(h -> h.targetArn("urn:hook")));
        assertThat(created.templateArn()).isEqualTo(arn("provisioningtemplate/pumps"));
        assertThat(created.templateName()).isEqualTo("pumps");
        assertThat(created.defaultVersionId()).isEqualTo(1);
        var exists =
                refused(ResourceAlreadyExistsException.class, () -> create("pumps", r -> {}), "pumps exists already");
        assertThat(exists.resourceId()).isEqualTo("pumps");
        assertThat(exists.resourceArn()).isEqualTo(arn("provisioningtemplate/pumps"));

        var described = iot.describeProvisioningTemplate(r -> r.templateName("pumps"));
        assertThat(described.templateArn()).isEqualTo(created.templateArn());
        assertThat(described.description()).isEqualTo("all pumps");
        assertThat(described.enabled()).isTrue();
        assertThat(described.templateBody()).isEqualTo(BODY);
        assertThat(described.provisioningRoleArn()).isEqualTo(ROLE);
        assertThat(described.type()).isEqualTo(TemplateType.FLEET_PROVISIONING);
        assertThat(described.preProvisioningHook().targetArn()).isEqualTo("urn:hook");
        assertThat(described.preProvisioningHook().payloadVersion()).isEqualTo("2020-04-01");
        assertThat(described.creationDate())
                .isBetween(Instant.now().minusSeconds(60), Instant.now())
                .isEqualTo(described.lastModifiedDate());

        iot.updateProvisioningTemplate(r -> r.templateName("pumps").description("old pumps"));
        assertThat(iot.describeProvisioningTemplate(r -> r.templateName("pumps"))
                        .enabled())
                .isTrue();
        iot.updateProvisioningTemplate(
                r -> r.templateName("pumps").enabled(false).removePreProvisioningHook(true));
        var updated = iot.describeProvisioningTemplate(r -> r.templateName("pumps"));
        assertThat(updated.description()).isEqualTo("old pumps");
        assertThat(updated.enabled()).isFalse();
        assertThat(updated.preProvisioningHook()).isNull();

        iot.deleteProvisioningTemplate(r -> r.templateName("pumps"));
        refused(
                ResourceNotFoundException.class,
                () -> iot.describeProvisioningTemplate(r -> r.templateName("pumps")),
                "provisioning template pumps");
        refused(
                ResourceNotFoundException.class,
                () -> iot.deleteProvisioningTemplate(r -> r.templateName("pumps")),
                "provisioning template pumps");
        refused(
                ResourceNotFoundException.class,
                () -> iot.updateProvisioningTemplate(r -> r.templateName("pumps")),
                "provisioning template pumps");
    }

    @Test
    void templates_that_no_device_could_be_provisioned_with_are_refused() {
        refused(InvalidRequestException.class, () -> create("p", r -> r.templateBody("{")), "templateBody: line 1");
        refused(
                InvalidRequestException.class,
                () -> create("p", r -> r.templateBody(ProvisioningBodies.byId())),
                "not the device's own");
        refused(InvalidRequestException.class, () -> create("a b", r -> {}), "templateName: \"a b\"");
        refused(InvalidRequestException.class, () -> create("p", r -> r.type("OTHER")), "type: \"OTHER\"");
        refused(
                InvalidRequestException.class,
                () -> create("p", r -> r.provisioningRoleArn(null)),
                "provisioningRoleArn: missing");
        refused(
                InvalidRequestException.class,
                () -> create("p", r -> r.type(TemplateType.JITP).preProvisioningHook(h -> h.targetArn("urn:hook"))),
                "preProvisioningHook");
        refused(
                InvalidRequestException.class,
                () -> create("p", r -> r.tags(t -> t.key("aws:a").value("b"))),
                "tag key");
        assertThat(iot.listProvisioningTemplates(r -> {}).templates()).isEmpty();
    }

    @Test
    void a_template_has_up_to_five_versions_one_of_which_counts() {
        String other = BODY.replace("pump-", "fan-");
        create("pumps", r -> {});

        var second = iot.createProvisioningTemplateVersion(
                r -> r.templateName("pumps").templateBody(other));
        assertThat(second.versionId()).isEqualTo(2);
        assertThat(second.isDefaultVersion()).isFalse();
        assertThat(second.templateArn()).isEqualTo(arn("provisioningtemplate/pumps"));
        iot.updateProvisioningTemplate(r -> r.templateName("pumps").defaultVersionId(2));
        assertThat(iot.describeProvisioningTemplate(r -> r.templateName("pumps"))
                        .templateBody())
                .isEqualTo(other);
        refused(
                DeleteConflictException.class,
                () -> iot.deleteProvisioningTemplateVersion(
                        r -> r.templateName("pumps").versionId(2)),
                "the one that counts");
        iot.deleteProvisioningTemplateVersion(r -> r.templateName("pumps").versionId(1));
        refused(
                ResourceNotFoundException.class,
                () -> iot.describeProvisioningTemplateVersion(
                        r -> r.templateName("pumps").versionId(1)),
                "pumps 1");
        refused(
                ResourceNotFoundException.class,
                () -> iot.updateProvisioningTemplate(
                        r -> r.templateName("pumps").defaultVersionId(1)),
                "pumps 1");

        for (int i = 3; i <= 6; i++) {
            iot.createProvisioningTemplateVersion(
                    r -> r.templateName("pumps").templateBody(BODY).setAsDefault(true));
        }
        refused(
                VersionsLimitExceededException.class,
                () -> iot.createProvisioningTemplateVersion(
                        r -> r.templateName("pumps").templateBody(BODY)),
                "5 versions");
        refused(
                InvalidRequestException.class,
                () -> iot.createProvisioningTemplateVersion(
                        r -> r.templateName("pumps").templateBody("[]")),
                "templateBody: ");
        refused(
                ResourceNotFoundException.class,
                () -> iot.createProvisioningTemplateVersion(
                        r -> r.templateName("none").templateBody(BODY)),
                "provisioning template none");

        assertThat(iot.listProvisioningTemplateVersionsPaginator(
                                r -> r.templateName("pumps").maxResults(2))
                        .versions())
                .extracting(
                        ProvisioningTemplateVersionSummary::versionId,
                        ProvisioningTemplateVersionSummary::isDefaultVersion)
                .containsExactly(tuple(2, false), tuple(3, false), tuple(4, false), tuple(5, false), tuple(6, true));
        var version = iot.describeProvisioningTemplateVersion(
                r -> r.templateName("pumps").versionId(2));
        assertThat(version.templateBody()).isEqualTo(other);
        assertThat(version.isDefaultVersion()).isFalse();
        assertThat(version.creationDate()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    void templates_are_listed_in_pages() {
        for (String name : new String[] {"a", "b", "c", "d", "e"}) {
            create(name, r -> r.type(TemplateType.JITP).enabled(true));
        }

        assertThat(iot.listProvisioningTemplatesPaginator(r -> r.maxResults(2)).templates())
                .extracting(ProvisioningTemplateSummary::templateName, ProvisioningTemplateSummary::type)
                .containsExactly(
                        tuple("a", TemplateType.JITP),
                        tuple("b", TemplateType.JITP),
                        tuple("c", TemplateType.JITP),
                        tuple("d", TemplateType.JITP),
                        tuple("e", TemplateType.JITP));
        refused(
                InvalidRequestException.class,
                () -> iot.listProvisioningTemplates(r -> r.nextToken("bm90IGEgdG9rZW4")),
                "nextToken");
    }

    @Test
    void a_thing_is_registered_with_a_certificate_for_its_signing_request_and_the_policy_of_the_template() {
        iot.createPolicy(r -> r.policyName("pumps").policyDocument(Policies.everything()));

        var registered = iot.registerThing(r -> r.templateBody(ProvisioningBodies.byRequest())
                .parameters(Map.of("Serial", "7", "Csr", SigningRequest.create().pem())));

        assertThat(registered.certificatePem()).startsWith("-----BEGIN CERTIFICATE-----");
        String certificate = registered.resourceArns().get("certificate");
        assertThat(registered.resourceArns())
                .containsOnlyKeys("thing", "certificate", "policy")
                .containsEntry("thing", arn("thing/pump-7"))
                .containsEntry("policy", arn("policy/pumps"));
        assertThat(iot.describeThing(r -> r.thingName("pump-7")).attributes()).isEqualTo(Map.of("serial", "7"));
        assertThat(iot.listThingPrincipals(r -> r.thingName("pump-7")).principals())
                .containsExactly(certificate);
        assertThat(iot.listAttachedPolicies(r -> r.target(certificate)).policies())
                .hasSize(1);
        assertThat(running.ground.audited.getLast())
                .returns(arn("thing/pump-7") + " -> " + certificate, AuditCall::resource)
                .returns(null, AuditCall::before);
    }

    @Test
    void a_thing_that_cannot_be_registered_leaves_nothing_behind() {
        String id = certificate("pump", CertificateStatus.INACTIVE);
        Map<String, String> parameters = Map.of("Serial", "7", "Id", id);

        refused(
                ResourceRegistrationFailureException.class,
                () -> iot.registerThing(
                        r -> r.templateBody(ProvisioningBodies.byId()).parameters(parameters)),
                "policy pumps");
        refused(
                InvalidRequestException.class,
                () -> iot.registerThing(
                        r -> r.templateBody(ProvisioningBodies.byId()).parameters(Map.of("Id", id))),
                "\"Serial\": no value");
        refused(
                InvalidRequestException.class,
                () -> iot.registerThing(r -> r.templateBody(ProvisioningBodies.byRequest())
                        .parameters(Map.of("Serial", "7", "Csr", "none"))),
                "csr: ");
        refused(InvalidRequestException.class, () -> iot.registerThing(r -> r.templateBody("{}")), "templateBody: ");
        assertThat(iot.listThings().things()).isEmpty();

        iot.createPolicy(r -> r.policyName("pumps").policyDocument(Policies.everything()));
        for (int i = 0; i < 2; i++) {
            iot.registerThing(r -> r.templateBody(ProvisioningBodies.byId()).parameters(parameters));
        }
        assertThat(iot.listThingPrincipals(r -> r.thingName("pump-7")).principals())
                .containsExactly(arn("cert/" + id));
    }

    @Test
    void a_trusted_user_gets_a_claim_for_five_minutes_that_is_in_no_list() {
        create("pumps", r -> {});
        Instant before = Instant.now();

        var claim = iot.createProvisioningClaim(r -> r.templateName("pumps"));

        assertThat(claim.certificateId()).hasSize(64);
        assertThat(claim.certificatePem()).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(claim.keyPair().publicKey()).startsWith("-----BEGIN PUBLIC KEY-----");
        assertThat(claim.keyPair().privateKey()).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(claim.expiration())
                .isBetween(before.plusSeconds(299), Instant.now().plusSeconds(301));
        assertThat(iot.listCertificates().certificates()).isEmpty();
        assertThat(running.ground.claims.claim(claim.certificateId())).isNotNull();
        assertThat(running.ground.audited.getLast())
                .returns(
                        arn("provisioningtemplate/pumps") + " -> " + arn("cert/" + claim.certificateId()),
                        AuditCall::resource);
        refused(
                ResourceNotFoundException.class,
                () -> iot.deleteCertificate(r -> r.certificateId(claim.certificateId())),
                claim.certificateId());
    }

    @Test
    void a_claim_is_for_a_template_of_fleet_provisioning_that_is_there() {
        create("jitp", r -> r.type(TemplateType.JITP));

        refused(
                ResourceNotFoundException.class,
                () -> iot.createProvisioningClaim(r -> r.templateName("pumps")),
                "pumps");
        refused(
                InvalidRequestException.class,
                () -> iot.createProvisioningClaim(r -> r.templateName("jitp")),
                "FLEET_PROVISIONING");
    }
}
