package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.Policies;
import io.gatehouse.TestDevice;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.security.Certificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS command line, as it is installed, with nothing but another endpoint. */
final class AwsCliIT {
    @TempDir
    Path folder;

    private RunningControlPlane running;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(installed(), "the AWS CLI is not installed: apt-get install awscli");
        running = new RunningControlPlane(folder, ControlPlaneLimits.USUAL);
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    private static boolean installed() throws InterruptedException {
        try {
            return new ProcessBuilder("aws", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private record Ran(int status, String output) {}

    private Ran run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("aws", "iot"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--endpoint-url", running.uri().toString(), "--region", "local", "--output", "json"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Path output = Files.createTempFile(folder, "aws", ".out");
        builder.environment().put("AWS_ACCESS_KEY_ID", "ADMIN");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "secret");
        builder.environment().put("AWS_CA_BUNDLE", running.authority.rootPem().toString());
        builder.environment().put("AWS_CONFIG_FILE", folder.resolve("none").toString());
        builder.environment()
                .put("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("none").toString());
        builder.environment().put("AWS_PAGER", "");
        builder.redirectOutput(output.toFile());
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + ": not ended within 60 s");
        }
        return new Ran(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private String done(String... arguments) throws Exception {
        Ran ran = run(arguments);
        assertThat(ran.status()).as(ran.output()).isZero();
        return ran.output();
    }

    private void refused(String error, String... arguments) throws Exception {
        Ran ran = run(arguments);
        assertThat(ran.status()).as(ran.output()).isNotZero();
        assertThat(ran.output()).contains("(" + error + ")");
    }

    @Test
    void ordinary_lines_make_a_thing_a_policy_and_their_attachments_and_take_them_away_again() throws Exception {
        String id = running.ground.certificate("lamp", CertificateStatus.ACTIVE);
        String principal = TestControlPlane.arn("cert/" + id);

        assertThat(done("create-thing", "--thing-name", "la:mp", "--attribute-payload", "attributes={color=red}"))
                .contains(TestControlPlane.arn("thing/la:mp"));
        assertThat(done("describe-thing", "--thing-name", "la:mp")).contains("\"color\": \"red\"");
        done("update-thing", "--thing-name", "la:mp", "--attribute-payload", "attributes={room=hall},merge=true");
        done("create-policy", "--policy-name", "p", "--policy-document", Policies.everything());
        done("attach-policy", "--policy-name", "p", "--target", principal);
        done("attach-thing-principal", "--thing-name", "la:mp", "--principal", principal);
        assertThat(done("list-attached-policies", "--target", principal)).contains("\"policyName\": \"p\"");
        assertThat(done("list-thing-principals", "--thing-name", "la:mp")).contains(principal);
        assertThat(done("list-things")).contains("la:mp", "hall");
        assertThat(done("describe-certificate", "--certificate-id", id)).contains("\"status\": \"ACTIVE\"");
        assertThat(done("describe-endpoint", "--endpoint-type", "iot:Data-ATS"))
                .contains(TestControlPlane.ENDPOINTS.data());
        done("update-certificate", "--certificate-id", id, "--new-status", "INACTIVE");

        refused("DeleteConflictException", "delete-certificate", "--certificate-id", id);
        refused("ResourceNotFoundException", "describe-thing", "--thing-name", "none");
        refused("NotImplementedException", "list-jobs");
        done("detach-thing-principal", "--thing-name", "la:mp", "--principal", principal);
        done("delete-certificate", "--certificate-id", id, "--force-delete");
        done("delete-policy", "--policy-name", "p");
        done("delete-thing", "--thing-name", "la:mp");

        assertThat(running.ground.registry.things("", null, 9)).isEmpty();
        assertThat(running.ground.registry.certificate(id)).isNull();
        assertThat(running.ground.audited).extracting(AuditTrail.Entry::who).containsOnly("admin");
    }

    /** One member of the answer, which is a text. */
    private String member(String name, String... arguments) throws Exception {
        List<String> more = new ArrayList<>(List.of(arguments));
        more.addAll(List.of("--query", name));
        return done(more.toArray(String[]::new)).strip().replace("\"", "");
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
        assertThat(done("list-certificates-by-ca", "--ca-certificate-id", ca)).contains(id);
        refused("ResourceAlreadyExistsException", "register-certificate", "--certificate-pem", pump);
        refused("CertificateStateException", "delete-ca-certificate", "--certificate-id", ca);

        assertThat(done("create-keys-and-certificate", "--set-as-active")).contains("BEGIN RSA PRIVATE KEY");
        done("create-policy", "--policy-name", "pumps", "--policy-document", Policies.everything());
        assertThat(done(
                        "register-thing",
                        "--template-body",
                        ProvisioningBodies.byId(),
                        "--parameters",
                        "Serial=7,Id=" + id))
                .contains(TestControlPlane.arn("thing/pump-7"), TestControlPlane.arn("cert/" + id));
        done(
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
        done("delete-provisioning-template", "--template-name", "pumps");
    }
}
