package io.gatehouse.cli;

import static io.gatehouse.cli.ManifestCommandsTest.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.TestDevice;
import io.gatehouse.control.RunningAdmin;
import io.gatehouse.registry.CaCertificate;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.CertificateMode;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.ProvisioningTemplate;
import io.gatehouse.registry.RegistrationConfig;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.security.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Provisioning templates and certificate authorities by {@code export}, {@code apply} and {@code import}. */
final class ProvisioningManifestTest extends AdminGround {
    /** For devices that come with their own certificate. */
    static final String BODY = """
            {"Parameters": {"Serial": {"Type": "String"}}, "Resources": {
              "thing": {"Type": "AWS::IoT::Thing", "Properties": {"ThingName": {"Ref": "Serial"}}},
              "certificate": {"Type": "AWS::IoT::Certificate",
                "Properties": {"CertificateId": {"Ref": "AWS::IoT::Certificate::Id"}, "Status": "ACTIVE"}}}}""";

    private static final String TEMPLATES = """
            [{"kind": "ProvisioningTemplate", "templateName": "pumps", "type": "JITP", "enabled": true,
              "provisioningRoleArn": "arn:aws:iam::123456789012:role/r", "templateBody": %1$s, "tags": {"a": ""}},
             {"kind": "ProvisioningTemplate", "templateName": "claims", "description": "by claim", "enabled": false,
              "provisioningRoleArn": "arn:aws:iam::123456789012:role/r", "templateBody": %1$s,
              "preProvisioningHook": {"targetArn": "https://hooks.example.com/ask"}}]
            """.formatted(BODY);

    private final TestDevice works = Certificates.authority("Works CA");
    private final TestDevice old = Certificates.authority("Old CA");

    private static CaCertificate ca(RunningAdmin of, TestDevice authority) {
        return Objects.requireNonNull(of.registry().ca(authority.certificateId()));
    }

    private static ProvisioningTemplate template(RunningAdmin of, String name) {
        return Objects.requireNonNull(of.registry().templates().template(name));
    }

    static String pem(TestDevice device) {
        return device.issued().chainPem().replace("\n", "\\n");
    }

    /** Of {@link #works}: with a template of its own in the place of one by name. */
    private String authority(String config) {
        return """
                {"kind": "CACertificate", "certificateId": "%s", "status": "ACTIVE", "certificateMode": "SNI_ONLY",
                 "autoRegistrationStatus": "ENABLE", "registrationConfig": %s, "tags": {"site": "works"},
                 "certificatePem": "%s"}
                """.formatted(works.certificateId(), config, pem(works));
    }

    /** Two templates, an authority that names one, and one that is inactive and signed a device. */
    private void fill() throws IOException {
        write("r/1-authority.json", authority("{\"templateName\": \"pumps\", \"roleArn\": \"arn:aws:iam::1:role/r\"}"));
        write("r/2-templates.json", TEMPLATES);
        done("apply", "-f", "r");
        write("old.pem", old.issued().chainPem());
        done("ca", "add", "old.pem");
        assertThat(admin.registry()
                        .registerCertificate(
                                Certificates.signedBy(old, "meter").issued().leaf(), CertificateStatus.ACTIVE))
                .isInstanceOf(RegistryResult.Done.class);
        done("ca", "deactivate", old.certificateId());
    }

    @Test
    void an_export_makes_another_broker_the_same_and_itself_no_other() throws Exception {
        fill();
        assertThat(done("export", "fleet").out())
                .contains("2 provisioning-templates, 2 ca-certificates, 1 certificates");
        assertThat(done("apply", "-f", "fleet").out()).isEqualTo("= 5 unchanged\n");
        assertThat(files(folder.resolve("fleet")).get("ca-certificates/" + old.certificateId() + ".json"))
                .contains("\"certificateMode\": \"DEFAULT\"", "\"registrationConfig\": null", "\"INACTIVE\"");

        try (RunningAdmin other = RunningAdmin.inMemory(folder.resolve("other"))) {
            String there = folder.resolve("other").toString();
            assertThat(done("apply", "-f", "fleet", "--data", there).out()).contains("= 5 created, 0 unchanged\n");
            done("export", "copy", "--data", there);

            assertThat(files(folder.resolve("copy"))).isEqualTo(files(folder.resolve("fleet")));
            assertThat(ca(other, works).config())
                    .extracting(RegistrationConfig::templateName)
                    .isEqualTo("pumps");
            assertThat(ca(other, old).status()).isEqualTo(CaStatus.INACTIVE);
            assertThat(ca(other, old).mode()).isEqualTo(CertificateMode.DEFAULT);
            assertThat(template(other, "pumps").enabled()).isTrue();
        }
    }

    @Test
    void what_differs_is_changed_and_the_body_becomes_a_version_that_counts() throws Exception {
        fill();
        for (int version = 2; version <= 6; version++) {
            write(
                    "c/pumps.json",
                    "{\"kind\": \"ProvisioningTemplate\", \"templateName\": \"pumps\", \"enabled\": false,"
                            + " \"templateBody\": " + BODY.replace("Serial", "Serial" + version) + "}");
            assertThat(done("apply", "-f", "c").out()).contains("~ ProvisioningTemplate pumps: ", "templateBody");
            assertThat(done("apply", "-f", "c").out()).isEqualTo("= 1 unchanged\n");
        }
        var pumps = template(admin, "pumps");
        assertThat(pumps.enabled()).isFalse();
        assertThat(pumps.defaultVersion()).isEqualTo(6);
        assertThat(pumps.versions()).hasSize(5);

        Files.delete(folder.resolve("c/pumps.json"));
        write("c/all.yaml", """
                {kind: ProvisioningTemplate, templateName: claims, preProvisioningHook: null, description: none}
                ---
                {kind: CACertificate, certificateId: "%s", registrationConfig: null, autoRegistrationStatus: ENABLE}
                """.formatted(works.certificateId()));
        assertThat(done("apply", "-f", "c").out())
                .contains(
                        "~ ProvisioningTemplate claims: description, preProvisioningHook\n",
                        "~ CACertificate " + works.certificateId() + ": registrationConfig\n");
        assertThat(template(admin, "claims").hook()).isNull();
        assertThat(ca(admin, works).config()).isNull();
        assertThat(ca(admin, works).autoRegistration()).isTrue();
        assertThat(done("apply", "-f", "c").out()).isEqualTo("= 2 unchanged\n");
    }

    @Test
    void an_authority_that_was_deactivated_is_active_again_only_where_that_is_said() throws Exception {
        fill();
        done("export", "fleet");
        done("ca", "deactivate", works.certificateId());

        CommandRun refused = run("apply", "-f", "fleet");

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("status: ACTIVE, and it is INACTIVE", "--reactivate-certificates");
        assertThat(done("apply", "-f", "fleet", "--reactivate-certificates").out())
                .contains("~ CACertificate " + works.certificateId() + ": status INACTIVE -> ACTIVE\n");
        assertThat(ca(admin, works).status()).isEqualTo(CaStatus.ACTIVE);
    }

    @Test
    void what_is_in_no_file_goes_where_the_export_knew_of_such() throws Exception {
        done("export", "fleet");
        fill();
        String mark = Files.readString(folder.resolve("fleet/.gatehouse-export"));
        write("fleet/.gatehouse-export", mark.lines().findFirst().orElseThrow() + "\n");
        write("fleet/t.json", "{\"kind\": \"Thing\", \"thingName\": \"t\"}");
        assertThat(done("apply", "-f", "fleet", "--prune", "--dry-run").out()).doesNotContain("CACertificate");

        write("fleet/.gatehouse-export", mark);
        assertThat(done("apply", "-f", "fleet", "--prune").out())
                .contains("- CACertificate " + works.certificateId(), "- ProvisioningTemplate pumps\n");
        assertThat(admin.registry().cas()).isEmpty();
        assertThat(admin.registry().templates().templates(null, 10)).isEmpty();
    }

    @Test
    void what_cannot_become_so_is_found_before_anything_is_changed() throws Exception {
        fill();
        write("c/1.json", authority("{\"templateName\": \"nowhere\"}"));
        write("c/2.json", "{\"kind\": \"CACertificate\", \"certificateId\": \"" + "0".repeat(64) + "\"}");
        write(
                "c/3.json",
                "{\"kind\": \"CACertificate\", \"certificateId\": \"" + old.certificateId()
                        + "\", \"certificateMode\": \"SNI_ONLY\"}");
        write(
                "c/4.json",
                "{\"kind\": \"ProvisioningTemplate\", \"templateName\": \"pumps\", \"type\": \"FLEET_PROVISIONING\"}");
        write("c/5.json", "{\"kind\": \"ProvisioningTemplate\", \"templateName\": \"new\"}");

        assertThat(run("apply", "-f", "c").err())
                .contains(
                        "registrationConfig.templateName: nowhere (expected: one that is written or there already)",
                        "c/2.json:1: CACertificate " + "0".repeat(64) + ": certificatePem: missing",
                        "certificateMode: other than it is there (expected: \"DEFAULT\"",
                        "type: other than it is there (expected: \"JITP\"",
                        "c/5.json:1: ProvisioningTemplate new: templateBody: missing");

        write("d/1.json", authority("{\"templateName\": \"pumps\", \"templateBody\": {}}"));
        write("d/2.json", "{\"kind\": \"ProvisioningTemplate\", \"templateName\": \"a\", \"type\": \"X\"}");
        assertThat(run("apply", "-f", "d").err())
                .contains(
                        "registrationConfig: two templates (expected: templateName or templateBody",
                        "type: \"X\" (expected: FLEET_PROVISIONING, JITP)");
    }

    @Test
    void an_authority_that_the_broker_refuses_is_not_made_by_half() throws Exception {
        write("r/a.json", authority("{\"templateBody\": {\"Resources\": 1}}"));
        write("r/b.json", "{\"kind\": \"Thing\", \"thingName\": \"lamp\"}");

        CommandRun run = run("apply", "-f", "r");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out())
                .contains("! CACertificate ", "r/a.json:1: registrationConfig.templateBody: ", "= 1 created, 1 failed");
        assertThat(admin.registry().cas()).isEmpty();
    }

    @Test
    void a_verification_certificate_is_verified_beside_the_broker_too() throws Exception {
        String code = switch (admin.registry().authorities().registrationCode()) {
            case ResourceResult.Done<String>(String made) -> made;
            case ResourceResult<String> refused -> throw new AssertionError(refused.sentence());
        };
        String proof = "{\"kind\": \"CACertificate\", \"certificateId\": \"" + works.certificateId()
                + "\", \"certificatePem\": \"" + pem(works) + "\", \"verificationCertificate\": \"%s\"}";
        write("r/a.json", proof.formatted(pem(Certificates.signedBy(works, "pump"))));
        assertThat(run("apply", "-f", "r").out()).contains("! CACertificate ", "registration code");

        write("r/a.json", proof.formatted(pem(Certificates.signedBy(works, code))));
        done("apply", "-f", "r");
        assertThat(ca(admin, works).status()).isEqualTo(CaStatus.INACTIVE);
    }

    @Test
    void what_aws_prints_of_them_is_imported() throws Exception {
        write("aws/cas.json", """
                {"certificates": [{"certificateArn": "arn:x", "certificateId": "%1$s", "status": "ACTIVE"}]}
                {"certificateDescription": {"certificateArn": "arn:aws:iot:eu-central-1:1:cacert/%1$s",
                  "certificateId": "%1$s", "status": "ACTIVE", "certificatePem": "%2$s", "ownedBy": "1",
                  "creationDate": 1.5, "autoRegistrationStatus": "ENABLE", "customerVersion": 1,
                  "certificateMode": "DEFAULT"},
                 "registrationConfig": {"templateName": "pumps", "roleArn": "arn:aws:iam::1:role/r"}}
                {"resourceArn": "arn:aws:iot:eu-central-1:1:cacert/%1$s", "tags": [{"Key": "k", "Value": "v"}]}
                """.formatted(works.certificateId(), pem(works)));
        String body = "\"" + BODY.replace("\"", "\\\"").replace("\n", "\\n") + "\"";
        write("aws/templates.json", """
                {"templates": [{"templateArn": "arn:x", "templateName": "pumps", "enabled": true, "type": "JITP"}]}
                {"templateArn": "arn:x", "templateName": "pumps", "creationDate": 1.5, "defaultVersionId": 3,
                 "templateBody": %1$s, "enabled": true, "provisioningRoleArn": "arn:aws:iam::1:role/r", "type": "JITP"}
                {"templateArn": "arn:x", "templateName": "claims", "templateBody": %1$s, "enabled": true,
                 "preProvisioningHook": {"payloadVersion": "2020-04-01", "targetArn": "arn:aws:lambda:x:1:function:f"}}
                {"templateName": "claims", "versionId": 1, "templateBody": %1$s, "isDefaultVersion": false}
                """.formatted(body));

        CommandRun imported = done("import", "aws");

        assertThat(imported.out()).contains("= 3 created, 0 unchanged");
        assertThat(imported.err())
                .contains(
                        "describe-ca-certificate and describe-provisioning-template print",
                        "the preProvisioningHook of template claims names a function of AWS",
                        "a version of template claims that does not count was passed over");
        assertThat(ca(admin, works).autoRegistration()).isTrue();
        assertThat(done("tag", "ls", "ca/" + works.certificateId()).out()).contains("k", "v");
        assertThat(done("import", "aws").out()).isEqualTo("= 3 unchanged\n");
    }
}
