package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.Policies;
import io.gatehouse.registry.CertificateStatus;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.model.CertificateStateException;
import software.amazon.awssdk.services.iot.model.DeleteConflictException;
import software.amazon.awssdk.services.iot.model.InvalidRequestException;
import software.amazon.awssdk.services.iot.model.LimitExceededException;
import software.amazon.awssdk.services.iot.model.MalformedPolicyException;
import software.amazon.awssdk.services.iot.model.Policy;
import software.amazon.awssdk.services.iot.model.PolicyVersion;
import software.amazon.awssdk.services.iot.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.iot.model.ResourceNotFoundException;
import software.amazon.awssdk.services.iot.model.VersionsLimitExceededException;

/** Policies, attachments, certificates and endpoints, asked by AWS's own client, with errors and pages. */
final class AwsSdkPoliciesIT extends AwsSdkGround {
    @Test
    void policies_have_versions_one_of_which_is_in_force() {
        String first = Policies.everything();
        String second = Policies.document(Policies.allow("iot:Connect", "*"));
        var created = iot.createPolicy(r -> r.policyName("p+=,.@-").policyDocument(first));
        assertThat(created.policyArn()).isEqualTo(arn("policy/p+=,.@-"));
        assertThat(created.policyVersionId()).isEqualTo("1");
        refused(
                ResourceAlreadyExistsException.class,
                () -> iot.createPolicy(r -> r.policyName("p+=,.@-").policyDocument(first)),
                "exists already");
        refused(
                MalformedPolicyException.class,
                () -> iot.createPolicy(r -> r.policyName("q").policyDocument("no policy")),
                "");

        var added = iot.createPolicyVersion(r -> r.policyName("p+=,.@-").policyDocument(second));
        assertThat(added.policyVersionId()).isEqualTo("2");
        assertThat(added.isDefaultVersion()).isFalse();
        iot.setDefaultPolicyVersion(r -> r.policyName("p+=,.@-").policyVersionId("2"));
        var policy = iot.getPolicy(r -> r.policyName("p+=,.@-"));
        assertThat(policy.policyDocument()).isEqualTo(second);
        assertThat(policy.defaultVersionId()).isEqualTo("2");
        assertThat(policy.creationDate()).isBeforeOrEqualTo(policy.lastModifiedDate());
        assertThat(iot.getPolicyVersion(r -> r.policyName("p+=,.@-").policyVersionId("1"))
                        .policyDocument())
                .isEqualTo(first);
        assertThat(iot.listPolicyVersions(r -> r.policyName("p+=,.@-")).policyVersions())
                .extracting(PolicyVersion::versionId, PolicyVersion::isDefaultVersion)
                .containsExactly(tuple("2", true), tuple("1", false));

        for (int i = 3; i <= 5; i++) {
            iot.createPolicyVersion(
                    r -> r.policyName("p+=,.@-").policyDocument(first).setAsDefault(true));
        }
        refused(
                VersionsLimitExceededException.class,
                () -> iot.createPolicyVersion(r -> r.policyName("p+=,.@-").policyDocument(first)),
                "5 versions");
        refused(
                DeleteConflictException.class,
                () -> iot.deletePolicyVersion(r -> r.policyName("p+=,.@-").policyVersionId("5")),
                "in force");
        refused(DeleteConflictException.class, () -> iot.deletePolicy(r -> r.policyName("p+=,.@-")), "not in force");
        for (String version : List.of("1", "2", "3", "4")) {
            iot.deletePolicyVersion(r -> r.policyName("p+=,.@-").policyVersionId(version));
        }
        refused(
                ResourceNotFoundException.class,
                () -> iot.getPolicyVersion(r -> r.policyName("p+=,.@-").policyVersionId("4")),
                "policy version");
        iot.deletePolicy(r -> r.policyName("p+=,.@-"));
        refused(ResourceNotFoundException.class, () -> iot.getPolicy(r -> r.policyName("p+=,.@-")), "policy");
    }

    @Test
    void policies_are_attached_to_certificates_and_groups() {
        String principal = certificateArn("lamp");
        for (int i = 0; i < 11; i++) {
            String name = "p" + (char) ('a' + i);
            iot.createPolicy(r -> r.policyName(name).policyDocument(Policies.everything()));
        }
        iot.createThingGroup(r -> r.thingGroupName("house"));
        iot.createThingGroup(r -> r.thingGroupName("room").parentGroupName("house"));

        iot.attachPolicy(r -> r.policyName("pa").target(principal));
        iot.attachPolicy(r -> r.policyName("pa").target(principal));
        iot.attachPolicy(r -> r.policyName("pa").target(arn("thinggroup/house")));
        iot.attachPolicy(r -> r.policyName("pb").target(arn("thinggroup/room")));
        for (int i = 1; i < 10; i++) {
            String name = "p" + (char) ('a' + i);
            iot.attachPolicy(r -> r.policyName(name).target(principal));
        }
        refused(
                LimitExceededException.class,
                () -> iot.attachPolicy(r -> r.policyName("pk").target(principal)),
                "10 policies");
        refused(
                ResourceNotFoundException.class,
                () -> iot.attachPolicy(r -> r.policyName("none").target(principal)),
                "policy none");

        assertThat(iot.listAttachedPoliciesPaginator(r -> r.target(principal).pageSize(3))
                        .policies())
                .extracting(Policy::policyName)
                .hasSize(10)
                .isSorted();
        assertThat(iot.listAttachedPolicies(
                                r -> r.target(arn("thinggroup/room")).recursive(true))
                        .policies())
                .extracting(Policy::policyName)
                .containsExactly("pa", "pb");
        assertThat(iot.listTargetsForPolicyPaginator(r -> r.policyName("pa").pageSize(1))
                        .targets())
                .containsExactly(principal, arn("thinggroup/house"));
        refused(DeleteConflictException.class, () -> iot.deletePolicy(r -> r.policyName("pa")), "attached");

        iot.detachPolicy(r -> r.policyName("pa").target(principal));
        iot.detachPolicy(r -> r.policyName("pa").target(principal));
        iot.detachPolicy(r -> r.policyName("pa").target(arn("thinggroup/house")));
        iot.deletePolicy(r -> r.policyName("pa"));
    }

    @Test
    void effective_policies_are_those_of_the_certificate_and_of_the_groups_of_its_thing() {
        String principal = certificateArn("lamp");
        for (String name : List.of("own", "above", "room", "other")) {
            iot.createPolicy(r -> r.policyName(name).policyDocument(Policies.everything()));
        }
        iot.createThing(r -> r.thingName("lamp"));
        iot.createThing(r -> r.thingName("stranger"));
        iot.createThingGroup(r -> r.thingGroupName("house"));
        iot.createThingGroup(r -> r.thingGroupName("room").parentGroupName("house"));
        iot.addThingToThingGroup(r -> r.thingGroupName("room").thingName("lamp"));
        iot.attachPolicy(r -> r.policyName("own").target(principal));
        iot.attachPolicy(r -> r.policyName("above").target(arn("thinggroup/house")));
        iot.attachPolicy(r -> r.policyName("room").target(arn("thinggroup/room")));

        assertThat(effective(principal, "lamp")).containsExactly("own"); // it is not attached yet
        iot.attachThingPrincipal(r -> r.thingName("lamp").principal(principal));
        assertThat(effective(principal, "lamp")).containsExactly("above", "own", "room");
        assertThat(effective(principal, "stranger")).containsExactly("own");
        assertThat(effective(principal, null)).containsExactly("own");
        assertThat(effective(null, "lamp")).containsExactly("above", "room");
        refused(InvalidRequestException.class, () -> effective(null, null), "principal");
        refused(ResourceNotFoundException.class, () -> effective(null, "none"), "thing none");
    }

    private List<String> effective(@Nullable String principal, @Nullable String thing) {
        return iot.getEffectivePolicies(r -> r.principal(principal).thingName(thing)).effectivePolicies().stream()
                .map(policy -> policy.policyName())
                .toList();
    }

    @Test
    @SuppressWarnings("deprecation") // older tools still ask so
    void policies_are_attached_to_principals_as_older_tools_do() {
        String principal = certificateArn("lamp");
        iot.createPolicy(r -> r.policyName("p").policyDocument(Policies.everything()));

        iot.attachPrincipalPolicy(r -> r.policyName("p").principal(principal));

        assertThat(iot.listPrincipalPolicies(r -> r.principal(principal)).policies())
                .extracting(Policy::policyArn)
                .containsExactly(arn("policy/p"));
        assertThat(iot.listPolicyPrincipals(r -> r.policyName("p")).principals())
                .containsExactly(principal);
        iot.detachPrincipalPolicy(r -> r.policyName("p").principal(principal));
        refused(
                ResourceNotFoundException.class,
                () -> iot.detachPrincipalPolicy(r -> r.policyName("p").principal(principal)),
                "attachment");
    }

    @Test
    void certificates_change_status_and_are_deleted_by_the_rules() {
        String id = certificate("lamp", CertificateStatus.ACTIVE);
        iot.createPolicy(r -> r.policyName("p").policyDocument(Policies.everything()));
        iot.attachPolicy(r -> r.policyName("p").target(arn("cert/" + id)));

        var described = iot.describeCertificate(r -> r.certificateId(id)).certificateDescription();
        assertThat(described.certificateArn()).isEqualTo(arn("cert/" + id));
        assertThat(described.statusAsString()).isEqualTo("ACTIVE");
        assertThat(described.certificatePem()).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(described.validity().notAfter()).isAfter(Instant.now());
        refused(
                CertificateStateException.class,
                () -> iot.deleteCertificate(r -> r.certificateId(id).forceDelete(true)),
                "ACTIVE");
        refused(
                InvalidRequestException.class,
                () -> iot.updateCertificate(r -> r.certificateId(id).newStatus("PENDING_TRANSFER")),
                "newStatus");

        iot.updateCertificate(r -> r.certificateId(id).newStatus("INACTIVE"));
        iot.updateCertificate(r -> r.certificateId(id).newStatus("INACTIVE"));
        refused(DeleteConflictException.class, () -> iot.deleteCertificate(r -> r.certificateId(id)), "policy p");
        iot.updateCertificate(r -> r.certificateId(id).newStatus("REVOKED"));
        var final406 = refused(
                CertificateStateException.class,
                () -> iot.updateCertificate(r -> r.certificateId(id).newStatus("ACTIVE")),
                "REVOKED");
        assertThat(final406.statusCode()).isEqualTo(406);

        iot.deleteCertificate(r -> r.certificateId(id).forceDelete(true));
        refused(
                ResourceNotFoundException.class,
                () -> iot.describeCertificate(r -> r.certificateId(id)),
                "certificate " + id);
        iot.deletePolicy(r -> r.policyName("p"));
    }

    @Test
    void certificates_are_listed_in_either_order_and_by_their_authority() {
        for (int i = 0; i < 5; i++) {
            certificate("lamp-" + i, CertificateStatus.ACTIVE);
        }

        List<String> up = iot.listCertificatesPaginator(r -> r.pageSize(2)).certificates().stream()
                .map(certificate -> certificate.certificateId())
                .toList();
        List<String> down =
                iot.listCertificatesPaginator(r -> r.pageSize(2).ascendingOrder(false)).certificates().stream()
                        .map(certificate -> certificate.certificateId())
                        .toList();

        assertThat(up).hasSize(5).isEqualTo(down.reversed());
        assertThat(iot.listCertificatesByCA(r -> r.caCertificateId("a".repeat(64)))
                        .certificates())
                .isEmpty();
    }

    @Test
    void the_endpoint_has_the_configured_names() {
        EndpointNames names = TestControlPlane.ENDPOINTS;

        assertThat(iot.describeEndpoint().endpointAddress()).isEqualTo(names.data());
        assertThat(iot.describeEndpoint(r -> r.endpointType("iot:Data-ATS")).endpointAddress())
                .isEqualTo(names.data());
        assertThat(iot.describeEndpoint(r -> r.endpointType("iot:Jobs")).endpointAddress())
                .isEqualTo(names.jobs());
        for (String other : List.of("iot:CredentialProvider", "iot:Nonsense")) {
            refused(InvalidRequestException.class, () -> iot.describeEndpoint(r -> r.endpointType(other)), other);
        }
    }

    @Test
    void everything_goes_over_http_1_too() throws Exception {
        try (IotClient old = running.sdk("OPERATOR", HttpClient.Version.HTTP_1_1)) {
            old.createThing(r -> r.thingName("lamp"));
            old.updateThing(r -> r.thingName("lamp").attributePayload(attributes(Map.of("a", "1"), false)));

            assertThat(old.describeThing(r -> r.thingName("lamp")).attributes()).isEqualTo(Map.of("a", "1"));
        }
    }
}
