package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.control.RunningAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code export}, {@code apply} and {@code import} beside a broker, against a real admin socket. */
final class ManifestCommandsTest extends AdminGround {
    private static final String ALLOW =
            "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"iot:Connect\","
                    + " \"Resource\": \"*\"}]}";

    /** Names and contents of all files but the mark. */
    static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    /** A registry with something of every noun, and every kind of attachment. */
    private void fill() throws IOException {
        write("allow.json", ALLOW);
        done("policy", "put", "connect", "allow.json");
        done("policy", "put", "a+b", "allow.json");
        done("thing-type", "create", "bulb", "--description", "it glows", "--searchable", "watt");
        done("thing-type", "create", "old");
        done("group", "create", "house");
        done("group", "create", "attic", "--parent", "house", "--description", "upstairs", "--attribute", "f=2");
        done("group", "attach", "attic", "a+b");
        done("thing", "create", "lamp", "--type", "bulb", "--attribute", "watt=5", "--policy", "connect");
        done("thing", "create", "site:door", "--type", "old");
        done("thing-type", "deprecate", "old");
        done("group", "add", "attic", "lamp");
        write("meter.pem", RunningBroker.stranger("meter").issued().chainPem());
        done("cert", "register", "meter.pem", "--inactive");
    }

    @Test
    void what_was_exported_makes_another_broker_the_same_and_itself_no_other() throws Exception {
        fill();
        CommandRun exported = done("export", "fleet");
        assertThat(exported.out())
                .isEqualTo("exported: 2 thing-types, 3 policies, 2 thing-groups, 0 billing-groups,"
                        + " 0 provisioning-templates, 0 ca-certificates, 3 certificates, 2 things in "
                        + folder.resolve("fleet") + "\n");
        assertThat(files(folder.resolve("fleet")))
                .containsKeys("things/lamp.json", "things/site%3Adoor.json", "policies/a%2Bb.json");
        assertThat(done("apply", "-f", "fleet").out()).isEqualTo("= 12 unchanged\n");

        try (RunningAdmin other = RunningAdmin.inMemory(folder.resolve("other"))) {
            String there = folder.resolve("other").toString();
            CommandRun planned = done("apply", "-f", "fleet", "--dry-run", "--data", there);
            assertThat(planned.out())
                    .contains(
                            "+ Thing lamp: thingGroups +attic; certificates +",
                            "= 12 to be created, 0 unchanged\n",
                            "nothing was changed\n");
            assertThat(other.registry().thing("lamp")).isNull();

            CommandRun applied = done("apply", "-f", "fleet", "--data", there);

            assertThat(applied.out()).contains("+ ThingType old\n", "= 12 created, 0 unchanged\n");
            done("export", "copy", "--data", there);
            assertThat(files(folder.resolve("copy"))).isEqualTo(files(folder.resolve("fleet")));
            assertThat(done("apply", "-f", "copy", "--data", there).out()).isEqualTo("= 12 unchanged\n");
        }
    }

    @Test
    void a_dynamic_group_goes_along_with_its_query_and_not_with_its_things() throws Exception {
        fill();
        done("group", "create", "frugal", "--query", "attributes.watt<10");
        assertThat(done("group", "describe", "frugal").out()).contains("attributes.watt<10", "lamp");
        assertThat(done("thing", "describe", "lamp").out()).contains("attic,frugal");
        done("export", "fleet");
        assertThat(files(folder.resolve("fleet")).get("thing-groups/frugal.json"))
                .contains("\"queryString\": \"attributes.watt<10\"");
        assertThat(files(folder.resolve("fleet")).get("things/lamp.json")).doesNotContain("frugal");
        assertThat(done("apply", "-f", "fleet").out()).isEqualTo("= 13 unchanged\n");

        write("r/groups.yaml", """
                {kind: ThingGroup, thingGroupName: frugal, queryString: attributes.watt<8}
                ---
                {kind: Thing, thingName: lamp, thingGroups: [attic, frugal]}
                """);
        assertThat(done("apply", "-f", "r").out())
                .isEqualTo("~ ThingGroup frugal: queryString\n= 1 changed, 1 unchanged\n");
        write("r/groups.yaml", "{kind: ThingGroup, thingGroupName: attic, queryString: '*'}");
        assertThat(run("apply", "-f", "r").err()).contains("ThingGroup attic: queryString");

        done("group", "rm", "frugal");
        try (RunningAdmin other = RunningAdmin.inMemory(folder.resolve("other"))) {
            done("apply", "-f", "fleet", "--data", folder.resolve("other").toString());

            assertThat(other.registry().thingGroups().dynamicGroups())
                    .singleElement()
                    .satisfies(group -> assertThat(group.query()).hasToString("attributes.watt<10"));
        }
    }

    private static final String LABELLED = """
            {kind: BillingGroup, billingGroupName: hall, billingGroupDescription: ground floor, tags: {cost: "7"}}
            ---
            kind: ThingType
            thingTypeName: meter
            propagatingAttributes:
              - {userPropertyKey: who, connectionAttribute: "iot:ClientId"}
              - {userPropertyKey: site, thingAttribute: site}
            tags: {empty: ""}
            ---
            {kind: ThingGroup, thingGroupName: house, tags: {floor: "1"}}
            ---
            {kind: Policy, policyName: connect, policyDocument: {Version: "2012-10-17", Statement: []}, tags: {a: b}}
            ---
            {kind: Thing, thingName: lamp, thingTypeName: meter, billingGroupName: hall}
            """;

    @Test
    void billing_groups_tags_and_propagating_attributes_go_along() throws Exception {
        write("allow.json", ALLOW);
        write("r/all.yaml", LABELLED.replace("{Version: \"2012-10-17\", Statement: []}", ALLOW));
        done("apply", "-f", "r");
        assertThat(done("apply", "-f", "r").out()).isEqualTo("= 5 unchanged\n");
        assertThat(done("thing", "describe", "lamp").out()).contains("billing group  hall");
        done("export", "fleet");

        try (RunningAdmin other = RunningAdmin.inMemory(folder.resolve("other"))) {
            String there = folder.resolve("other").toString();
            done("apply", "-f", "fleet", "--data", there);
            done("export", "copy", "--data", there);

            assertThat(files(folder.resolve("copy"))).isEqualTo(files(folder.resolve("fleet")));
            assertThat(other.registry().documents().export()).contains("\"cost\": \"7\"", "\"empty\": \"\"");
        }
        write("r/all.yaml", """
                {kind: BillingGroup, billingGroupName: cellar}
                ---
                {kind: BillingGroup, billingGroupName: hall, billingGroupDescription: upstairs, tags: {cost: "8"}}
                ---
                {kind: ThingType, thingTypeName: meter, propagatingAttributes: [], tags: {}}
                ---
                {kind: Thing, thingName: lamp, billingGroupName: cellar}
                """);
        assertThat(done("apply", "-f", "r").out())
                .contains(
                        "~ ThingType meter: propagatingAttributes; tags",
                        "+ BillingGroup cellar\n",
                        "~ BillingGroup hall: billingGroupDescription; tags",
                        "~ Thing lamp: billingGroupName +cellar");
        assertThat(done("apply", "-f", "fleet", "--prune").out()).contains("- BillingGroup cellar\n");
        done("export", "copy-of-fleet");
        assertThat(files(folder.resolve("copy-of-fleet"))).isEqualTo(files(folder.resolve("fleet")));
    }

    @Test
    void billing_groups_and_tags_that_aws_prints_are_imported() throws Exception {
        write("aws/billing.json", """
                {"billingGroups": [{"groupName": "hall", "groupArn": "arn:x"}]}
                {"billingGroupName": "hall", "billingGroupId": "x", "version": 2,
                 "billingGroupProperties": {"billingGroupDescription": "ground floor"},
                 "billingGroupMetadata": {"creationDate": 1.5}}
                {"thingName": "lamp", "attributes": {}, "billingGroupName": "hall", "version": 1}
                {"resourceArn": "arn:aws:iot:eu-central-1:123456789012:billinggroup/hall",
                 "tags": [{"Key": "cost", "Value": "7"}]}
                {"resourceArn": "arn:aws:iot:eu-central-1:123456789012:rule/r", "tags": [{"Key": "a", "Value": "b"}]}
                """);
        write("unsaid.json", "{\"tags\": []}");

        CommandRun imported = done("import", "aws");

        assertThat(imported.out())
                .isEqualTo(
                        "+ BillingGroup hall\n+ Thing lamp: billingGroupName +hall\n" + "= 2 created, 0 unchanged\n");
        assertThat(imported.err()).contains("tags of what has none here were passed over: arn:aws:iot");
        assertThat(admin.registry().documents().export()).contains("\"cost\": \"7\"", "ground floor");
        assertThat(done("import", "aws").out()).isEqualTo("= 2 unchanged\n");
        assertThat(run("import", "unsaid.json").err()).contains("resourceArn beside it");
    }

    @Test
    void an_export_brings_its_own_folder_up_to_date_and_touches_no_other() throws Exception {
        fill();
        done("export", "fleet");
        done("thing", "rm", "site:door", "--revoke");
        write("mine/notes.txt", "mine");

        done("export", "fleet");
        CommandRun elsewhere = run("export", "mine");

        assertThat(files(folder.resolve("fleet")))
                .containsKey("things/lamp.json")
                .doesNotContainKey("things/site%3Adoor.json");
        assertThat(elsewhere.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(elsewhere.err()).contains("a new or empty folder, or one that export made");
    }

    @Test
    void names_that_differ_in_case_alone_get_files_of_their_own() throws Exception {
        write("r/a.json", "{\"kind\":\"Thing\",\"thingName\":\"Lamp\"} {\"kind\":\"Thing\",\"thingName\":\"lamp\"}");
        done("apply", "-f", "r");

        done("export", "fleet");

        assertThat(files(folder.resolve("fleet"))).containsKeys("things/Lamp.json", "things/lamp~.json");
    }

    @Test
    void what_differs_is_changed_and_nothing_else() throws Exception {
        fill();
        String certificate =
                admin.registry().certificatesOfThing("lamp", null, 1).getFirst();
        write("r/lamp.yaml", """
                # what is not named stays
                kind: Thing
                thingName: lamp
                thingTypeName: null
                attributes: {room: "12", watt: "5"}
                thingGroups: [house]
                exclusiveCertificates:
                  - %s
                ---
                kind: Policy
                policyName: connect
                policyDocument:
                  Version: "2012-10-17"
                  Statement:
                    - {Effect: Allow, Action: "iot:Connect", Resource: "arn:aws:iot:local:000000000000:client/lamp"}
                ---
                kind: ThingGroup
                thingGroupName: attic
                policies: [connect]
                """.formatted(certificate));

        CommandRun planned = done("apply", "-f", "r", "--dry-run");
        CommandRun applied = done("apply", "-f", "r");

        assertThat(planned.out()).contains("""
                ~ Policy connect: policyDocument
                ~ ThingGroup attic: policies +connect -a+b
                ~ Thing lamp: thingTypeName, attributes; thingGroups +house -attic; exclusive %s
                = 3 to be changed, 0 unchanged
                nothing was changed
                """.formatted(certificate));
        assertThat(applied.out()).contains("= 3 changed, 0 unchanged");
        assertThat(run("thing", "describe", "lamp", "-o", "json").out())
                .contains("\"room\" : \"12\"", "\"groups\" : [ \"house\" ]", "\"exclusive\" : [ \"" + certificate)
                .doesNotContain("\"type\"");
        assertThat(run("cert", "inspect", certificate).out()).contains("connect");
        assertThat(done("apply", "-f", "r").out()).isEqualTo("= 3 unchanged\n");
    }

    @Test
    void whatever_is_wrong_is_said_with_file_and_line_and_nothing_is_changed() throws Exception {
        write("r/0-good.json", "{\"kind\": \"Thing\", \"thingName\": \"good\"}");
        write("r/1-broken.json", "{\"kind\": \"Thing\",\n\"thingName\" \"x\"}");
        write("r/2-typo.json", "{\"kind\": \"Thing\",\n \"thingName\": \"x\",\n \"atributes\": {}}");
        write("r/3-name.yaml", "kind: Thing\nthingName: a/b\n");
        write("r/4-twice.yaml", "kind: Thing\nthingName: a\nkind: Policy\n");
        write("r/5-anchor.yaml", "kind: &k Thing\nthingName: *k\n");
        write("r/6-number.yaml", "kind: Thing\nthingName: n\nattributes:\n  watt: 5\n");
        write("r/7-kind.json", "[{\"kind\": \"Shadow\"}]");
        write("r/8-again.json", "{\"kind\": \"Thing\", \"thingName\": \"good\"}");
        write("r/9-deep.yaml", "a: " + "[".repeat(2000) + "]".repeat(2000) + "\n");

        CommandRun run = run("apply", "-f", "r");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .contains(
                        "r/1-broken.json:2: document: not JSON",
                        "r/2-typo.json:3: \"atributes\": not known here (expected: attributes, ",
                        "r/3-name.yaml:2: thingName: \"a/b\"",
                        "r/4-twice.yaml:3: key: \"kind\" a second time",
                        "r/5-anchor.yaml:1: tag or anchor",
                        "r/6-number.yaml:4: attributes.watt: a number (expected: a string that is not empty",
                        "r/7-kind.json:1: kind: \"Shadow\" (expected: ThingType, Policy,",
                        "r/8-again.json:1: Thing good a second time (expected: once; the first is at r/0-good.json:1)",
                        "r/9-deep.yaml:1: ");
        assertThat(admin.registry().thing("good")).isNull();
    }

    @Test
    void what_cannot_become_so_is_found_before_anything_is_changed() throws Exception {
        fill();
        String meter = RunningBroker.stranger("meter").certificateId();
        write("r/new.json", "{\"kind\": \"Thing\", \"thingName\": \"new\"}");
        write("r/bulb.json", "{\"kind\": \"ThingType\", \"thingTypeName\": \"bulb\", \"thingTypeDescription\": \"x\"}");
        write("r/attic.json", "{\"kind\": \"ThingGroup\", \"thingGroupName\": \"attic\", \"parentGroupName\": null}");
        write("r/lost.json", "{\"kind\": \"Thing\", \"thingName\": \"lost\", \"thingGroups\": [\"nowhere\"]}");
        write("r/cert.json", "{\"kind\": \"Certificate\", \"certificateId\": \"" + "0".repeat(64) + "\"}");
        write("r/policy.json", "{\"kind\": \"Policy\", \"policyName\": \"none\"}");
        write(
                "r/other.json",
                "{\"kind\": \"Certificate\", \"certificateId\": \"" + meter + "\", \"certificatePem\": \"x\"}");

        CommandRun run = run("apply", "-f", "r");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err())
                .contains(
                        "r/bulb.json:1: ThingType bulb: thingTypeDescription: other than it is there",
                        "r/attic.json:1: ThingGroup attic: parentGroupName: other than it is there",
                        "r/lost.json:1: Thing lost: thingGroups: nowhere (expected: one that is written or there",
                        "r/cert.json:1: Certificate " + "0".repeat(64) + ": certificatePem: missing",
                        "r/policy.json:1: Policy none: policyDocument: missing",
                        "r/other.json:1: Certificate " + meter + ": certificatePem: of another certificate");
        assertThat(admin.registry().thing("new")).isNull();
    }

    @Test
    void a_resource_that_the_broker_refuses_keeps_no_other_from_being_made() throws Exception {
        write(
                "r/bad.json",
                "{\"kind\": \"Policy\", \"policyName\": \"bad\", \"policyDocument\": {\"Version\": \"1\"}}");
        write("r/thing.json", "{\"kind\": \"Thing\", \"thingName\": \"lamp\"}");

        CommandRun run = run("apply", "-f", "r");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).contains("! Policy bad", "r/bad.json:1: ", "+ Thing lamp", "= 1 created, 1 failed");
        assertThat(admin.registry().thing("lamp")).isNotNull();
    }

    @Test
    void a_certificate_that_was_shut_out_is_let_in_again_only_where_that_is_said() throws Exception {
        fill();
        done("export", "fleet");
        String certificate =
                admin.registry().certificatesOfThing("lamp", null, 1).getFirst();
        done("cert", "deactivate", certificate);

        CommandRun refused = run("apply", "-f", "fleet");
        CommandRun said = done("apply", "-f", "fleet", "--reactivate-certificates");

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("status: ACTIVE, and it is INACTIVE", "--reactivate-certificates");
        assertThat(said.out()).contains("~ Certificate " + certificate + ": status INACTIVE -> ACTIVE");
    }

    @Test
    void nothing_is_removed_unless_that_is_said_of_an_export() throws Exception {
        done("export", "fleet");
        fill();
        String lamp = admin.registry().certificatesOfThing("lamp", null, 1).getFirst();
        write("fleet/things/kept.json", "{\"kind\": \"Thing\", \"thingName\": \"kept\"}");
        write("r/kept.json", "{\"kind\": \"Thing\", \"thingName\": \"kept\"}");

        assertThat(run("apply", "-f", "r", "--prune").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(done("apply", "-f", "fleet").out()).isEqualTo("+ Thing kept\n= 1 created, 0 unchanged\n");
        CommandRun planned = done("apply", "-f", "fleet", "--prune", "--dry-run");
        CommandRun pruned = done("apply", "-f", "fleet", "--prune");

        assertThat(planned.out()).contains("- Thing lamp\n", "nothing was changed");
        assertThat(pruned.out())
                .contains("- Certificate " + lamp + ": status ACTIVE -> INACTIVE; it stays registered")
                .contains("- ThingGroup attic\n- ThingGroup house\n", "- Policy a+b\n", "- ThingType old\n");
        done("export", "fleet");
        assertThat(files(folder.resolve("fleet/things"))).containsOnlyKeys("kept.json");
        assertThat(files(folder.resolve("fleet"))).hasSize(1 + 1 + 3); // the mark, a thing, certificates
        assertThat(done("apply", "-f", "fleet", "--prune").out()).isEqualTo("= 4 unchanged\n");
    }

    @Test
    void what_aws_prints_is_imported_and_added_up() throws Exception {
        var device = RunningBroker.stranger("meter");
        String arn = "arn:aws:iot:eu-central-1:123456789012:cert/" + device.certificateId();
        String pem = device.issued().chainPem().replace("\n", "\\n");
        // As a loop leaves it: one print-out after the other.
        write("aws/things.json", """
                {"things": [{"thingName": "meter", "thingTypeName": "m", "thingArn": "arn:aws:iot:x", "version": 3,
                             "attributes": {"a": "1"}}, {"thingName": "lamp", "attributes": {}}]}
                {"thingName": "meter", "principals": ["%s"]}
                {"thingName": "meter", "thingGroups": [{"groupName": "cellar", "groupArn": "arn:x"}]}
                """.formatted(arn));
        write("aws/types.json", """
                {"thingTypes": [{"thingTypeName": "m", "thingTypeArn": "arn:x",
                  "thingTypeProperties": {"thingTypeDescription": "meters"},
                  "thingTypeMetadata": {"deprecated": false, "creationDate": 1.5}}]}
                """);
        write("aws/groups.json", """
                {"thingGroups": [{"groupName": "house", "groupArn": "arn:x"}, {"groupName": "cellar", "groupArn": "y"}]}
                {"thingGroupName": "cellar", "thingGroupId": "x", "version": 1,
                 "thingGroupProperties": {"thingGroupDescription": "down",
                                          "attributePayload": {"attributes": {"dark": "yes"}}},
                 "thingGroupMetadata": {"parentGroupName": "house", "creationDate": "2026-01-01T00:00:00+00:00"}}
                """);
        write("aws/certificates.json", """
                {"certificates": [{"certificateId": "%1$s", "status": "ACTIVE"}]}
                {"certificateDescription": {"certificateArn": "%2$s", "certificateId": "%1$s", "status": "ACTIVE",
                 "certificatePem": "%3$s", "ownedBy": "123456789012"}}
                """.formatted(device.certificateId(), arn, pem));
        write("aws/policies.json", """
                {"policies": [{"policyName": "connect", "policyArn": "arn:x"}]}
                {"policyName": "connect", "policyArn": "arn:x", "policyDocument": %s, "defaultVersionId": "2"}
                {"policyName": "connect", "targets": ["%s", "arn:aws:iot:x:y:thinggroup/cellar"]}
                """.formatted("\"" + ALLOW.replace("\"", "\\\"") + "\"", arn));

        CommandRun planned = done("import", "aws", "--dry-run");
        CommandRun imported = done("import", "aws");

        assertThat(planned.out()).contains("= 7 to be created");
        assertThat(imported.err()).contains("aws/policies.json: names and no documents");
        CommandRun meter = run("thing", "describe", "meter", "-o", "json");
        assertThat(meter.out()).contains(device.certificateId(), "\"cellar\"", "\"m\"");
        CommandRun inspected = run("cert", "inspect", device.certificateId(), "-o", "json");
        assertThat(inspected.out()).contains("\"policies\" : [ \"connect\" ]", "\"groupPolicies\" : [ \"connect\" ]");
        assertThat(run("group", "describe", "cellar").out()).contains("house > cellar", "dark=yes", "down");
        assertThat(done("import", "aws").out()).isEqualTo("= 7 unchanged\n");
        // What was attached here meanwhile stays.
        write("allow.json", ALLOW);
        done("policy", "put", "more", "allow.json");
        done("policy", "attach", "more", device.certificateId());
        assertThat(done("import", "aws").out()).isEqualTo("= 7 unchanged\n");
        done("import", "aws", "--out", "fleet");
        assertThat(files(folder.resolve("fleet"))).containsKeys("things/meter.json", "thing-groups/cellar.json");
        assertThat(done("apply", "-f", "fleet", "--dry-run").out()).contains("policies -more");
    }

    @Test
    void print_outs_that_do_not_say_what_they_are_about_are_refused_with_a_way_out() throws Exception {
        write("principals.json", "{\"principals\": [\"arn:aws:iot:x:y:cert/" + "0".repeat(64) + "\"]}");
        write("page.json", "{\"things\": [{\"thingName\": \"lamp\"}], \"nextToken\": \"x\"}");
        write("jobs.json", "{\"jobs\": []}");

        CommandRun principals = run("import", "principals.json");
        CommandRun page = done("import", "page.json", "--dry-run");
        CommandRun jobs = run("import", "jobs.json");

        assertThat(principals.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(principals.err()).contains("of which thing AWS does not print", "jq --arg n NAME");
        assertThat(page.err()).contains("page.json: a page, and there are more behind it");
        assertThat(jobs.err()).contains("jobs.json:1: an object that is no resource");
    }

    @Test
    void folders_and_files_that_are_not_there_or_empty_are_said_so() throws Exception {
        Files.createDirectory(folder.resolve("empty"));
        write("nothing.yaml", "\n");

        assertThat(run("apply", "-f", "nowhere").err()).contains("cannot be read");
        assertThat(run("apply", "-f", "empty").err()).contains("no file in it that ends with .json");
        assertThat(run("apply", "-f", "nothing.yaml").err()).contains("empty (expected: a resource)");
    }
}
