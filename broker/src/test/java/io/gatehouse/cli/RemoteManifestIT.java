package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.security.Certificates;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code export} and {@code apply} over a control plane. */
final class RemoteManifestIT {
    @TempDir
    private Path folder;

    private RemoteGround ground;

    @BeforeEach
    void start() throws Exception {
        ground = new RemoteGround(folder);
        ground.use("there", "operator");
    }

    @AfterEach
    void stop() {
        ground.close();
    }

    private void fill() throws Exception {
        var meter = RunningBroker.stranger("meter");
        String pem = meter.issued().chainPem().replace("\n", "\\n");
        ground.write("r/all.json", """
                [{"kind": "ThingType", "thingTypeName": "m", "searchableAttributes": ["a"], "deprecated": true,
                  "tags": {"a": ""}, "propagatingAttributes": [{"userPropertyKey": "w", "thingAttribute": "a"}]},
                 {"kind": "Policy", "policyName": "connect", "policyDocument": {"Version": "2012-10-17",
                   "Statement": [{"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}]}},
                 {"kind": "ThingGroup", "thingGroupName": "house", "attributes": {"x": "y"}, "policies": ["connect"]},
                 {"kind": "ThingGroup", "thingGroupName": "cellar", "parentGroupName": "house"},
                 {"kind": "Certificate", "certificateId": "%1$s", "status": "ACTIVE", "policies": ["connect"],
                  "certificatePem": "%2$s"},
                 {"kind": "Thing", "thingName": "meter", "thingTypeName": "m", "attributes": {"a": "1"},
                  "thingGroups": ["cellar"], "billingGroupName": "hall", "exclusiveCertificates": ["%1$s"]},
                 {"kind": "BillingGroup", "billingGroupName": "hall", "tags": {"cost": "7"}},
                 {"kind": "ThingGroup", "thingGroupName": "frugal", "queryString": "attributes.a<2"}]
                """.formatted(meter.certificateId(), pem));
    }

    @Test
    void it_makes_the_same_there_as_beside_and_an_export_is_the_same_from_both() throws Exception {
        fill();
        assertThat(ground.done("apply", "-f", "r", "--dry-run").out()).contains("= 8 to be created, 0 unchanged");
        assertThat(ground.broker.registry().thing("meter")).isNull();

        assertThat(ground.done("apply", "-f", "r").out()).contains("= 8 created, 0 unchanged");

        assertThat(ground.done("apply", "-f", "r").out()).isEqualTo("= 8 unchanged\n");
        assertThat(ground.beside("apply", "-f", "r").out()).isEqualTo("= 8 unchanged\n");
        ground.done("export", "far");
        assertThat(ground.beside("export", "near").exitCode()).isZero();
        assertThat(ManifestCommandsTest.files(folder.resolve("far")))
                .isEqualTo(ManifestCommandsTest.files(folder.resolve("near")))
                .containsKeys("things/meter.json", "thing-groups/cellar.json");
    }

    @Test
    void what_a_role_does_not_allow_ends_it_and_what_was_done_is_told() throws Exception {
        ground.done("export", "r");
        fill();
        ground.done("apply", "-f", "r");
        CommandRun removed = ground.beside("policy", "put", "extra", policy());
        assertThat(removed.exitCode()).isZero();
        ground.write("r/new.json", "{\"kind\": \"Thing\", \"thingName\": \"new\"}");

        CommandRun run = ground.run("apply", "-f", "r", "--prune");

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_AUTHORISED);
        assertThat(run.out()).contains("+ Thing new", "! Policy extra", "= 1 created, 1 failed");
        assertThat(run.err())
                .contains("it was applied in part: 1 done, 1 failed, 0 not tried", "is OPERATOR", "operator grant");
        assertThat(ground.broker.registry().thing("new")).isNotNull();
    }

    @Test
    void templates_and_authorities_are_made_by_an_admin_and_a_mode_that_asks_for_a_proof_with_it_only()
            throws Exception {
        ground.use("high", "admin");
        TestDevice works = Certificates.authority("Works CA");
        TestDevice proven = Certificates.authority("Proven CA");
        String config = "\"autoRegistrationStatus\": \"ENABLE\", \"certificateMode\": \"SNI_ONLY\","
                + " \"registrationConfig\": {\"templateName\": \"pumps\"}";
        ground.write("r/works.json", authority(works, config));
        ground.write("r/proven.json", authority(proven, "\"certificateMode\": \"DEFAULT\""));
        ground.write("r/pumps.json", """
                {"kind": "ProvisioningTemplate", "templateName": "pumps", "type": "JITP", "enabled": true,
                 "provisioningRoleArn": "arn:aws:iam::123456789012:role/r", "templateBody": %s, "tags": {"a": "b"}}
                """.formatted(ProvisioningManifestTest.BODY));

        CommandRun unproven = ground.run("apply", "-f", "r");
        assertThat(unproven.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(unproven.out())
                .contains(
                        "! CACertificate " + proven.certificateId(),
                        "r/proven.json:1: verificationCertificate: missing (expected: PEM of a certificate that this",
                        "= 2 created, 1 failed");
        String code = switch (ground.broker.registry().authorities().registrationCode()) {
            case ResourceResult.Done<String>(String made) -> made;
            case ResourceResult<String> refused -> throw new AssertionError(refused.sentence());
        };
        ground.write(
                "r/proven.json",
                authority(
                        proven,
                        "\"verificationCertificate\": \"%s\""
                                .formatted(ProvisioningManifestTest.pem(Certificates.signedBy(proven, code)))));
        assertThat(ground.done("apply", "-f", "r").out()).contains("= 1 created, 2 unchanged");

        for (int version = 2; version <= 6; version++) {
            ground.write("c/pumps.json", """
                    {"kind": "ProvisioningTemplate", "templateName": "pumps", "description": "%1$d",
                     "preProvisioningHook": null, "templateBody": %2$s}
                    """.formatted(
                            version, ProvisioningManifestTest.BODY.replace("Serial", "S" + version)));
            ground.done("apply", "-f", "c");
        }
        assertThat(ground.done("apply", "-f", "c").out()).isEqualTo("= 1 unchanged\n");
        ground.done("export", "far");
        assertThat(ground.beside("export", "near").exitCode()).isZero();
        assertThat(ManifestCommandsTest.files(folder.resolve("far")))
                .isEqualTo(ManifestCommandsTest.files(folder.resolve("near")))
                .containsKeys(
                        "provisioning-templates/pumps.json", "ca-certificates/" + works.certificateId() + ".json");
        ground.write("c/works.json", """
                {"kind": "CACertificate", "certificateId": "%s", "status": "INACTIVE", "registrationConfig": null}
                """.formatted(works.certificateId()));
        assertThat(ground.done("apply", "-f", "c").out()).contains(": registrationConfig; status ACTIVE -> INACTIVE\n");
        assertThat(ground.done("apply", "-f", "c").out()).isEqualTo("= 2 unchanged\n");
    }

    private static String authority(TestDevice authority, String members) {
        return """
                {"kind": "CACertificate", "certificateId": "%s", "status": "ACTIVE", "certificatePem": "%s", %s}
                """.formatted(authority.certificateId(), ProvisioningManifestTest.pem(authority), members);
    }

    private String policy() throws Exception {
        return ground.write(
                        "extra.json",
                        "{\"Version\": \"2012-10-17\", \"Statement\": []}"
                                .replace(
                                        "[]",
                                        "[{\"Effect\": \"Deny\", \"Action\": \"iot:Publish\", \"Resource\": \"*\"}]"))
                .toString();
    }

    @Test
    void a_broker_that_is_gone_is_said_to_be_gone() throws Exception {
        fill();
        ground.broker.stop();

        CommandRun run = ground.run("apply", "-f", "r", "--timeout", "3");

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_REACHABLE);
        assertThat(run.err()).contains("nothing was applied", "nothing listens on");
    }
}
