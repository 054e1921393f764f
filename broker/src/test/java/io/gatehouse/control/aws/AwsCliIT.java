package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.Policies;
import io.gatehouse.TestDevice;
import io.gatehouse.audit.AuditCall;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS command line, as it is installed, with nothing but another endpoint. */
final class AwsCliIT {
    @TempDir
    Path folder;

    private RunningControlPlane running;
    private AwsCli aws;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(AwsCli.installed(), "the AWS CLI is not installed: apt-get install awscli");
        running = new RunningControlPlane(folder, ControlPlaneLimits.USUAL);
        aws = new AwsCli(folder, running.uri(), running.authority.rootPem(), "ADMIN", "secret");
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    @Test
    void ordinary_lines_make_a_thing_a_policy_and_their_attachments_and_take_them_away_again() throws Exception {
        String id = running.ground.certificate("lamp", CertificateStatus.ACTIVE);
        String principal = TestControlPlane.arn("cert/" + id);

        assertThat(aws.done("create-thing", "--thing-name", "la:mp", "--attribute-payload", "attributes={color=red}"))
                .contains(TestControlPlane.arn("thing/la:mp"));
        assertThat(aws.done("describe-thing", "--thing-name", "la:mp")).contains("\"color\": \"red\"");
        aws.done("update-thing", "--thing-name", "la:mp", "--attribute-payload", "attributes={room=hall},merge=true");
        aws.done("create-policy", "--policy-name", "p", "--policy-document", Policies.everything());
        aws.done("attach-policy", "--policy-name", "p", "--target", principal);
        aws.done("attach-thing-principal", "--thing-name", "la:mp", "--principal", principal);
        assertThat(aws.done("list-attached-policies", "--target", principal)).contains("\"policyName\": \"p\"");
        assertThat(aws.done("list-thing-principals", "--thing-name", "la:mp")).contains(principal);
        assertThat(aws.done("list-things")).contains("la:mp", "hall");
        assertThat(aws.done("describe-certificate", "--certificate-id", id)).contains("\"status\": \"ACTIVE\"");
        assertThat(aws.done("describe-endpoint", "--endpoint-type", "iot:Data-ATS"))
                .contains(TestControlPlane.ENDPOINTS.data());
        aws.done("update-certificate", "--certificate-id", id, "--new-status", "INACTIVE");

        aws.refused("DeleteConflictException", "delete-certificate", "--certificate-id", id);
        aws.refused("ResourceNotFoundException", "describe-thing", "--thing-name", "none");
        aws.refused("NotImplementedException", "list-job-templates");
        aws.done("detach-thing-principal", "--thing-name", "la:mp", "--principal", principal);
        aws.done("delete-certificate", "--certificate-id", id, "--force-delete");
        aws.done("delete-policy", "--policy-name", "p");
        aws.done("delete-thing", "--thing-name", "la:mp");

        assertThat(running.ground.registry.things("", null, 9)).isEmpty();
        assertThat(running.ground.registry.certificate(id)).isNull();
        assertThat(running.ground.audited).extracting(AuditCall::operator).containsOnly("admin");
    }

    @Test
    void ordinary_lines_write_tags_fill_billing_groups_and_test_policies() throws Exception {
        String id = running.ground.certificate("lamp", CertificateStatus.ACTIVE);
        String principal = TestControlPlane.arn("cert/" + id);
        String bulb =
                member("thingTypeArn", "create-thing-type", "--thing-type-name", "bulb", "--tags", "Key=a,Value=1");
        aws.done("tag-resource", "--resource-arn", bulb, "--tags", "Key=b,Value=two words");
        aws.done("untag-resource", "--resource-arn", bulb, "--tag-keys", "a");
        assertThat(aws.done("list-tags-for-resource", "--resource-arn", bulb))
                .contains("\"Key\": \"b\"", "\"Value\": \"two words\"")
                .doesNotContain("\"a\"");
        aws.refused(
                "InvalidRequestException",
                "tag-resource",
                "--resource-arn",
                TestControlPlane.arn("thing/lamp"),
                "--tags",
                "Key=a,Value=1");
        aws.done(
                "update-thing-type",
                "--thing-type-name",
                "bulb",
                "--thing-type-properties",
                "thingTypeDescription=light");

        aws.done("create-billing-group", "--billing-group-name", "tenant");
        aws.done("create-thing", "--thing-name", "lamp", "--billing-group-name", "tenant");
        assertThat(member("billingGroupName", "describe-thing", "--thing-name", "lamp"))
                .isEqualTo("tenant");
        aws.done("remove-thing-from-billing-group", "--billing-group-name", "tenant", "--thing-name", "lamp");
        aws.done("delete-billing-group", "--billing-group-name", "tenant");
        assertThat(member(
                        "jobArn",
                        "create-job",
                        "--job-id",
                        "reboot",
                        "--targets",
                        TestControlPlane.arn("thing/lamp"),
                        "--document",
                        "{\"operation\":\"reboot\"}",
                        "--timeout-config",
                        "inProgressTimeoutInMinutes=5"))
                .isEqualTo(TestControlPlane.arn("job/reboot"));
        assertThat(aws.done("describe-job", "--job-id", "reboot")).contains("\"inProgressTimeoutInMinutes\": 5");
        aws.done("cancel-job", "--job-id", "reboot", "--force");
        aws.done("delete-job", "--job-id", "reboot", "--force");
        aws.done("create-thing-group", "--thing-group-name", "house");
        aws.done("update-thing-groups-for-thing", "--thing-name", "lamp", "--thing-groups-to-add", "house");

        aws.done("create-policy", "--policy-name", "p", "--policy-document", Policies.everything());
        aws.done("attach-policy", "--policy-name", "p", "--target", principal);
        assertThat(aws.done(
                        "test-authorization",
                        "--principal",
                        principal,
                        "--auth-infos",
                        "actionType=PUBLISH,resources=" + TestControlPlane.arn("topic/a")))
                .contains("\"authDecision\": \"ALLOWED\"", TestControlPlane.arn("policy/p"));
        assertThat(aws.done("list-domain-configurations")).contains("iot:Data-ATS");
        aws.refused(
                "NotImplementedException",
                "create-domain-configuration",
                "--domain-configuration-name",
                "plant",
                "--domain-name",
                "iot.plant.example");
    }

    /** One member of the answer, which is a text. */
    private String member(String name, String... arguments) throws Exception {
        List<String> more = new ArrayList<>(List.of(arguments));
        more.addAll(List.of("--query", name));
        return aws.done(more.toArray(String[]::new)).strip().replace("\"", "");
    }

    private String file(String name, String text) throws IOException {
        return "file://" + Files.writeString(folder.resolve(name), text);
    }

    @Test
    void ordinary_lines_make_an_authority_certificates_and_a_thing_from_a_template() throws Exception {
        TestDevice works = Certificates.authority("Works CA");
        String code = member("registrationCode", "get-registration-code");
        String ca = member(
                "certificateId",
                "register-ca-certificate",
                "--set-as-active",
                "--ca-certificate",
                file("ca.pem", works.issued().certificatePem()),
                "--verification-certificate",
                file(
                        "verification.pem",
                        Certificates.signedBy(works, code).issued().certificatePem()));
        String pump =
                file("pump.pem", Certificates.signedBy(works, "pump").issued().certificatePem());
        String id = member("certificateId", "register-certificate", "--certificate-pem", pump, "--status", "ACTIVE");
        assertThat(aws.done("list-certificates-by-ca", "--ca-certificate-id", ca))
                .contains(id);
        aws.refused("ResourceAlreadyExistsException", "register-certificate", "--certificate-pem", pump);
        aws.refused("CertificateStateException", "delete-ca-certificate", "--certificate-id", ca);

        assertThat(aws.done("create-keys-and-certificate", "--set-as-active")).contains("BEGIN RSA PRIVATE KEY");
        aws.done("create-policy", "--policy-name", "pumps", "--policy-document", Policies.everything());
        assertThat(aws.done(
                        "register-thing",
                        "--template-body",
                        ProvisioningBodies.byId(),
                        "--parameters",
                        "Serial=7,Id=" + id))
                .contains(TestControlPlane.arn("thing/pump-7"), TestControlPlane.arn("cert/" + id));
        aws.done(
                "create-provisioning-template",
                "--template-name",
                "pumps",
                "--provisioning-role-arn",
                "arn:aws:iam::000000000000:role/provisioning",
                "--template-body",
                ProvisioningBodies.ofTheDevice(),
                "--enabled");
        assertThat(member("defaultVersionId", "describe-provisioning-template", "--template-name", "pumps"))
                .isEqualTo("1");
        aws.done("delete-provisioning-template", "--template-name", "pumps");
    }
}
