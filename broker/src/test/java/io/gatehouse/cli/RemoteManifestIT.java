package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
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
