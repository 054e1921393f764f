package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.registry.CertificateStatus;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code policy lint} and {@code policy test}, as an operator sees them. */
class PolicyToolsTest extends AdminGround {
    private static final String BROAD = """
            {"Version": "2012-10-17", "Statement": [
              {"Sid": "All", "Effect": "Allow", "Action": "iot:*", "Resource": "*"}]}
            """;
    private static final String NO_SECRETS = """
            {"Version": "2012-10-17", "Statement": [
              {"Sid": "NoSecrets", "Effect": "Deny", "Action": "iot:Publish",
               "Resource": "arn:aws:iot:*:*:topic/*/secret"}]}
            """;

    @BeforeEach
    void writeFiles() throws Exception {
        Files.writeString(folder.resolve("broad.json"), BROAD);
        Files.writeString(folder.resolve("no-secrets.json"), NO_SECRETS);
        assertThat(run("thing", "create", "lamp", "--out", "lamp").exitCode()).isZero();
    }

    private static JsonNode json(CommandRun run) throws Exception {
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void the_policy_of_the_first_steps_passes_lint_stored_and_as_a_file() {
        CommandRun stored = run("policy", "lint", "thing-own-topics", "--strict");
        CommandRun file = run("policy", "lint", "lamp/policy.json", "--strict");

        assertThat(stored.out()).isEqualTo("thing-own-topics: nothing to point out\n");
        assertThat(stored.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(file.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void a_file_is_linted_without_a_broker() throws Exception {
        CommandRun run = run("--data", "nowhere", "policy", "lint", "broad.json");
        CommandRun strict = run("--data", "nowhere", "policy", "lint", "broad.json", "--strict");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .startsWith(
                        "BROAD_ALLOW at Statement[0].Resource[0]: allows every action on everything\n  instead: name ");
        assertThat(strict.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(strict.out()).isEqualTo(run.out());
        assertThat(run("--data", "nowhere", "policy", "lint", "thing-own-topics")
                        .exitCode())
                .isEqualTo(ExitCode.NOT_REACHABLE);
    }

    @Test
    void findings_are_json_where_asked_for() throws Exception {
        JsonNode linted = json(run("policy", "lint", "broad.json", "-o", "json"));

        assertThat(linted.at("/source").asText()).isEqualTo("broad.json");
        assertThat(linted.at("/findings/0/kind").asText()).isEqualTo("BROAD_ALLOW");
        assertThat(linted.at("/findings/0/instead").asText()).isNotBlank();
    }

    @Test
    void a_file_is_linted_for_the_region_of_its_broker() throws Exception {
        Files.writeString(folder.resolve("far.json"), NO_SECRETS.replace("iot:*:*", "iot:mars:*"));

        assertThat(run("policy", "lint", "far.json").out()).contains("RESOURCE_OUT_OF_SCOPE");
        Files.writeString(folder.resolve("g.yaml"), "policy:\n  region: mars\n");
        assertThat(run("policy", "lint", "far.json", "--config", "g.yaml").out())
                .contains("nothing to point out");
    }

    @Test
    void what_is_no_policy_is_refused_with_its_place() throws Exception {
        Files.writeString(folder.resolve("bad.json"), "{\"Version\": \"2012-10-17\"}");

        CommandRun malformed = run("policy", "lint", "bad.json");
        assertThat(malformed.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(malformed.err()).contains("bad.json is no policy document", "line 1");

        CommandRun missing = run("policy", "lint", "missing.json");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(missing.err()).contains("there is no file missing.json", "policy: missing.json");
    }

    @Test
    void every_write_points_out_what_lint_finds() {
        CommandRun run = run("policy", "put", "broad", "broad.json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("policy broad version 1", "BROAD_ALLOW", "  instead: ");
    }

    @Test
    void without_an_action_it_says_whether_the_device_may_connect() {
        CommandRun own = run("policy", "test", "--thing", "lamp");
        CommandRun foreign = run("policy", "test", "--thing", "lamp", "--client-id", "door");

        assertThat(own.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(own.out())
                .containsPattern("CONNECT +client/lamp +ALLOWED +Allow by policy thing-own-topics, Statement\\[0]");
        assertThat(foreign.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(foreign.out())
                .contains("CONNECT_NOT_AUTHORIZED")
                .containsPattern("client/door +IMPLICIT_DENY +no statement matched")
                .contains("nearest: policy thing-own-topics")
                .contains("without a value: iot:Connection.Thing.ThingName");
    }

    @Test
    void every_action_is_asked_about_every_resource() throws Exception {
        CommandRun run = run(
                "policy",
                "test",
                "--thing",
                "lamp",
                "-o",
                "json",
                "--action",
                "publish",
                "--action",
                "iot:Receive",
                "--resource",
                "lamp/a",
                "--resource",
                "arn:aws:iot:local:000000000000:topic/door/a");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        JsonNode results = json(run).at("/authResults");
        assertThat(results).hasSize(4);
        assertThat(results.findValuesAsText("authDecision"))
                .containsExactly("ALLOWED", "IMPLICIT_DENY", "ALLOWED", "IMPLICIT_DENY");
        assertThat(results.at("/0/allowed/policies/0/policyName").asText()).isEqualTo("thing-own-topics");
        assertThat(results.at("/0/allowed/policies/0/policyArn").asText())
                .isEqualTo("arn:aws:iot:local:000000000000:policy/thing-own-topics");
        assertThat(results.at("/1/denied/implicitDeny/policies/0/policyName").asText())
                .isEqualTo("thing-own-topics");
        assertThat(results.at("/1/resources/0/nearest").asText()).contains("differs at segment 1");
    }

    @Test
    void policies_are_added_and_left_out_without_storing_anything() throws Exception {
        String[] question = {"policy", "test", "--thing", "lamp", "--action", "publish", "--resource", "lamp/secret"};

        assertThat(run(question).exitCode()).isEqualTo(ExitCode.OK);
        CommandRun denied = run(with(question, "--add", "no-secrets.json"));
        assertThat(denied.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(denied.out())
                .containsPattern("EXPLICIT_DENY +Deny by policy no-secrets.json, Statement\\[0] \\(NoSecrets\\)")
                .contains("Allow by policy thing-own-topics");
        assertThat(run(with(question, "--skip", "thing-own-topics")).out()).contains("IMPLICIT_DENY");
        assertThat(run(with(question, "--skip", "thing-own-topics", "--add", "broad.json"))
                        .exitCode())
                .isEqualTo(ExitCode.OK);
        assertThat(run(with(question, "--skip", "other")).err())
                .contains("expected: one that applies: thing-own-topics");
        assertThat(run(with(question, "--add", "other")).err()).contains("policy: other (expected: one that exists)");
        assertThat(run("policy", "ls").out()).doesNotContain("no-secrets", "broad");
    }

    private static String[] with(String[] question, String... more) {
        return Stream.of(question, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void an_address_that_is_not_given_is_a_missing_value() throws Exception {
        Files.writeString(folder.resolve("home.json"), """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Allow", "Action": "iot:Publish", "Resource": "arn:aws:iot:*:*:topic/home",
                   "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}]}
                """);
        String[] question = {
            "policy",
            "test",
            "--thing",
            "lamp",
            "-o",
            "json",
            "--action",
            "publish",
            "--resource",
            "home",
            "--add",
            "home.json"
        };

        JsonNode open = json(run(question)).at("/authResults/0");
        assertThat(open.at("/authDecision").asText()).isEqualTo("IMPLICIT_DENY");
        assertThat(open.at("/missingContextValues"))
                .extracting(JsonNode::asText)
                .contains("aws:SourceIp");
        assertThat(run(with(question, "--source-ip", "10.1.2.3")).exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run(with(question, "--source-ip", "192.0.2.1")).exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run(with(question, "--source-ip", "home")).err())
                .contains("sourceIp: home (expected: an IP address)");
    }

    @Test
    void a_certificate_that_is_not_let_in_is_told_beside_what_its_policies_say() {
        String id = admin.registry().certificatesOfThing("lamp", null, 1).getFirst();
        admin.registry().setCertificateStatus(id, CertificateStatus.INACTIVE);

        CommandRun run = run("policy", "test", "--certificate", id.substring(0, 12));

        assertThat(run.out()).contains("CERTIFICATE_INACTIVE", "ALLOWED");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--action subscribe --resource topic/a | (expected: topicfilter/NAME for iot:Subscribe)",
                "--action publish --resource a/# | wildcard at index 2",
                "--action publish --resource arn:aws:iot:mars:1:topic/a | expected: arn:aws:iot:local:",
                "--action publish | --resource: missing",
                "--action fly --resource a | FLY (expected: CONNECT, PUBLISH, RECEIVE, SUBSCRIBE, RETAIN_PUBLISH)",
            })
    void what_no_device_could_ask_is_refused(String question, String words) {
        CommandRun run = run(with(new String[] {"policy", "test", "--thing", "lamp"}, question.split(" ")));

        assertThat(run.exitCode()).isIn(ExitCode.FAILED, ExitCode.USAGE);
        assertThat(run.err()).contains(words);
    }

    @Test
    void a_policy_that_nobody_connected_has_changes_nothing_and_is_not_stored() throws Exception {
        CommandRun run = run("policy", "put", "thing-own-topics", "broad.json", "--dry-run");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .startsWith("nothing was stored\n")
                .contains("0 connected clients have it", "nothing they use would change", "BROAD_ALLOW");
        assertThat(run("policy", "get", "thing-own-topics").out()).contains("ConnectAsItself");
    }

    @Test
    void a_connect_attribute_is_part_of_the_question() throws Exception {
        Files.writeString(folder.resolve("brief.json"), """
                {"Version": "2012-10-17", "Statement": [
                  {"Effect": "Deny", "Action": "iot:Connect", "Resource": "*",
                   "Condition": {"ForAnyValue:StringEquals": {"iot:ConnectAttributes": "PersistentConnect"}}}]}
                """);

        assertThat(run("policy", "lint", "brief.json", "--strict").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run("policy", "test", "--thing", "lamp", "--add", "brief.json")
                        .exitCode())
                .isEqualTo(ExitCode.OK);
        assertThat(run("policy", "test", "--thing", "lamp", "--add", "brief.json", "--persistent")
                        .out())
                .contains("EXPLICIT_DENY", "CONNECT_NOT_AUTHORIZED");
    }
}
