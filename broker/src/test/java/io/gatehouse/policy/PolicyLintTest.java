package io.gatehouse.policy;

import static io.gatehouse.policy.Given.allow;
import static io.gatehouse.policy.Given.deny;
import static io.gatehouse.policy.Given.document;
import static io.gatehouse.policy.Given.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.Finding.Kind;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolicyLintTest {
    private static List<Kind> kinds(String... statements) {
        return PolicyLint.findings(document(statements)).stream()
                .map(Finding::kind)
                .toList();
    }

    @Test
    void the_template_has_nothing_to_complain_about() {
        PolicyDocument document = Given.parsed(PolicyTemplates.deviceOwnTopics(Given.SCOPE));

        assertThat(PolicyLint.findings(document, Given.SCOPE)).isEmpty();
    }

    @Test
    void a_client_id_compared_with_itself_is_found() {
        assertThat(kinds(allow("iot:Connect", "client/${iot:ClientId}"))).containsExactly(Kind.TAUTOLOGICAL_CLIENT_ID);
        assertThat(kinds(allow("iot:*", "client/*${iot:ClientId}"))).containsExactly(Kind.TAUTOLOGICAL_CLIENT_ID);
        assertThat(kinds(allow("iot:Connect", "client/x-${iot:ClientId}"))).isEmpty();
        assertThat(kinds(allow("iot:Connect", "client/${iot:Connection.Thing.ThingName}")))
                .isEmpty();
    }

    @Test
    void topics_by_client_id_are_found_only_where_the_client_may_call_itself_anything() {
        String own = allow("iot:Publish", "topic/${iot:ClientId}/*");

        assertThat(kinds(allow("iot:Connect", "client/*"), own))
                .containsExactly(Kind.BROAD_ALLOW, Kind.CLIENT_CHOSEN_VARIABLE);
        assertThat(kinds(allow("iot:Connect", "client/${iot:Connection.Thing.ThingName}"), own))
                .isEmpty();
    }

    @Test
    void allowing_everything_is_found_and_denying_everything_is_not() {
        assertThat(kinds(allow("*", "*"))).containsExactly(Kind.BROAD_ALLOW);
        assertThat(kinds(allow("iot:*", "arn:aws:iot:*"))).containsExactly(Kind.BROAD_ALLOW);
        assertThat(kinds(allow("iot:Receive", "topic/*"))).containsExactly(Kind.BROAD_ALLOW);
        assertThat(kinds(allow("iot:Receive", "topic/a/*"))).isEmpty();
        assertThat(kinds(deny("*", "*"))).isEmpty();
    }

    @Test
    void mqtt_wildcards_in_a_deny_are_found() {
        assertThat(kinds(deny("iot:Subscribe", "topicfilter/a/#"), deny("iot:Receive", "topic/*")))
                .containsExactly(Kind.MQTT_WILDCARD_IN_DENY);
        assertThat(kinds(deny("iot:Publish", "topic/+/b"))).containsExactly(Kind.MQTT_WILDCARD_IN_DENY);
        assertThat(kinds(allow("iot:Subscribe", "topicfilter/a/#"))).isEmpty();
    }

    @Test
    void a_denied_filter_without_a_denied_delivery_is_found() {
        String denial = deny("iot:Subscribe", "topicfilter/a/b");

        assertThat(kinds(denial)).containsExactly(Kind.DENY_AVOIDED_BY_WILDCARD_FILTER);
        assertThat(kinds(denial, deny("iot:Receive", "topic/a/b"))).isEmpty();
        assertThat(kinds(denial, deny("iot:Receive", "*"))).isEmpty();
        assertThat(kinds(deny("iot:Subscribe", "topicfilter/*"))).isEmpty();
    }

    @Test
    void an_action_and_a_resource_that_have_nothing_to_do_with_each_other_are_found() {
        assertThat(PolicyLint.findings(document(allow("iot:Subscribe", "topic/a"))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.RESOURCE_NEVER_MATCHES);
                    assertThat(finding.path()).isEqualTo("Statement[0].Action");
                    assertThat(finding.message()).contains("iot:Subscribe is asked about topicfilter/NAME");
                });
        assertThat(PolicyLint.findings(document(allow("iot:Publish", "topic/a", "client/a"))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.path()).isEqualTo("Statement[0].Resource[1]"));
        assertThat(kinds(allow("iot:Publish", "arn:aws:s3:::topic/a"))).containsExactly(Kind.RESOURCE_NEVER_MATCHES);
        assertThat(kinds(allow("iot:GetThingShadow", "thing/a"))).isEmpty();
        assertThat(kinds(allow("iot:Publish", "top*/a"))).isEmpty();
    }

    @Test
    void unknown_actions_and_variables_are_found_with_a_suggestion() {
        assertThat(PolicyLint.findings(document(allow("iot:Publsh", "topic/a"))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.UNKNOWN_ACTION);
                    assertThat(finding.message()).endsWith("did you mean iot:Publish?");
                });
        assertThat(PolicyLint.findings(document(allow("iot:Publish", "topic/${iot:ClientID}"))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.UNKNOWN_VARIABLE);
                    assertThat(finding.message()).endsWith("did you mean iot:ClientId?");
                });
        assertThat(kinds(allow("iot:GetThingShadow", "*"))).doesNotContain(Kind.UNKNOWN_ACTION);
    }

    @Test
    void a_deny_that_depends_on_a_variable_is_found() {
        assertThat(kinds(deny("iot:Publish", "topic/${iot:Connection.Thing.ThingName}/x")))
                .containsExactly(Kind.DENY_DEPENDS_ON_VARIABLE);
        assertThat(kinds(deny("iot:Publish", "topic/${iot:ClientId}/x"))).isEmpty(); // every connection has one
    }

    @Test
    void an_allow_that_holds_where_its_key_is_unknown_is_found() {
        String condition = "{\"StringNotEquals\":{\"iot:Connection.Thing.ThingTypeName\":\"guest\"}}";

        assertThat(kinds(when(condition, allow("iot:Publish", "topic/a"))))
                .containsExactly(Kind.CONDITION_HOLDS_WITHOUT_KEY);
        assertThat(kinds(when(condition, deny("iot:Publish", "topic/a")))).isEmpty();
        assertThat(kinds(when("{\"NotIpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}", allow("iot:Publish", "topic/a"))))
                .isEmpty();
    }

    @Test
    void the_scope_and_repeated_names_are_checked() {
        PolicyDocument elsewhere = document(allow("iot:Publish", "arn:aws:iot:us-east-1:1:topic/a"));
        assertThat(PolicyLint.findings(elsewhere)).isEmpty();
        assertThat(PolicyLint.findings(elsewhere, Given.SCOPE))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("resources begin with arn:aws:iot:eu-central-1:123456789012:"));

        String named = "{\"Sid\":\"a\"," + deny("*", "*").substring(1);
        assertThat(kinds(named, named)).containsExactly(Kind.DUPLICATE_SID, Kind.REDUNDANT);
    }

    @Test
    void a_broad_wildcard_is_found_however_it_is_spelled() {
        assertThat(kinds(allow("iot:Publish", "top*"))).containsExactly(Kind.BROAD_ALLOW);
        assertThat(kinds(allow("iot:Publish", "topic/**"))).containsExactly(Kind.BROAD_ALLOW);
        assertThat(kinds(allow("iot:Subscribe", "topicfilter/#"))).containsExactly(Kind.BROAD_ALLOW);
        assertThat(kinds(allow("iot:Subscribe", "topicfilter/+/#"))).containsExactly(Kind.BROAD_ALLOW);
        assertThat(kinds(allow("iot:Subscribe", "topicfilter/?*"))).containsExactly(Kind.BROAD_ALLOW);
        assertThat(kinds(allow("iot:ListRetainedMessages", "*"))).isEmpty(); // has no other resource
    }

    @Test
    void a_client_id_of_ones_own_is_fine_where_a_condition_asks_who_it_is() {
        String attached = "{\"Bool\":{\"iot:Connection.Thing.IsAttached\":\"true\"}}";

        assertThat(kinds(when(attached, allow("iot:Connect", "client/${iot:ClientId}"))))
                .isEmpty();
        assertThat(kinds(
                        when(attached, allow("iot:Connect", "client/*")),
                        allow("iot:Publish", "topic/${iot:ClientId}/x")))
                .isEmpty();
    }

    @Test
    void a_condition_that_a_device_nobody_knows_passes_does_not_ask_who_it_is() {
        for (String condition : List.of(
                "{\"Bool\":{\"iot:Connection.Thing.IsAttached\":\"false\"}}",
                "{\"Bool\":{\"iot:Connection.Thing.IsAttached\":[\"true\",\"false\"]}}",
                "{\"Null\":{\"iot:Connection.Thing.ThingName\":\"true\"}}",
                "{\"StringLike\":{\"iot:Connection.Thing.IsAttached\":\"*\"}}")) {
            assertThat(kinds(when(condition, allow("iot:Connect", "client/${iot:ClientId}"))))
                    .as(condition)
                    .contains(Kind.TAUTOLOGICAL_CLIENT_ID);
        }
        assertThat(kinds(when(
                        "{\"Null\":{\"iot:Connection.Thing.ThingName\":\"false\"}}",
                        allow("iot:Connect", "client/${iot:ClientId}"))))
                .isEmpty();
    }

    @Test
    void mqtt_wildcards_where_no_name_has_one_are_found() {
        assertThat(kinds(allow("iot:Publish", "topic/a/#"))).containsExactly(Kind.RESOURCE_NEVER_MATCHES);
        assertThat(kinds(allow("iot:Connect", "client/a+"))).containsExactly(Kind.RESOURCE_NEVER_MATCHES);
        assertThat(kinds(allow("iot:Publish", "topic/${iot:Connection.Thing.Attributes[a#b]}")))
                .isEmpty(); // part of a name
    }

    @Test
    void a_denied_delivery_counts_only_if_it_is_denied_whenever_the_filter_is() {
        String guests = "{\"StringEquals\":{\"iot:ClientId\":\"guest\"}}";
        String filter = deny("iot:Subscribe", "topicfilter/a/*");

        assertThat(kinds(filter, deny("iot:Receive", "topic/a/b"))).contains(Kind.DENY_AVOIDED_BY_WILDCARD_FILTER);
        assertThat(kinds(filter, deny("iot:Receive", "topic/a*"))).isEmpty();
        assertThat(kinds(filter, when(guests, deny("iot:Receive", "topic/a/*"))))
                .containsExactly(Kind.DENY_AVOIDED_BY_WILDCARD_FILTER);
        assertThat(kinds(when(guests, filter), deny("iot:Receive", "topic/a/*")))
                .isEmpty();
        assertThat(kinds(deny("iot:Subscribe", "topicfilter/$share/*"))).isEmpty(); // who may join a group
    }

    @Test
    void an_allow_that_a_deny_takes_back_is_found() {
        assertThat(PolicyLint.findings(
                        document(allow("iot:Publish", "topic/a/b", "topic/a/c"), deny("iot:Pub*", "topic/a/*"))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.ALLOW_ALWAYS_DENIED);
                    assertThat(finding.path()).isEqualTo("Statement[0]");
                    assertThat(finding.message()).contains("denied by Statement[1]");
                });
        assertThat(PolicyLint.findings(
                        document(allow("iot:Publish", "topic/a/b", "topic/b"), deny("iot:Publish", "topic/a/*"))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.path()).isEqualTo("Statement[0].Resource[0]"));
        assertThat(kinds(allow("iot:*", "topic/a/b"), deny("iot:Publish", "topic/a/*")))
                .isEmpty(); // Receive is left
        assertThat(kinds(
                        allow("iot:Publish", "topic/a/b"),
                        when("{\"StringEquals\":{\"iot:ClientId\":\"x\"}}", deny("iot:Publish", "topic/a/*"))))
                .isEmpty(); // others are left
    }

    @Test
    void a_statement_within_another_is_found_and_of_two_alike_the_later_one() {
        assertThat(PolicyLint.findings(document(allow("iot:Publish", "topic/a"), allow("iot:publish", "topic/a"))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.REDUNDANT);
                    assertThat(finding.path()).isEqualTo("Statement[1]");
                });
        assertThat(PolicyLint.findings(document(
                        allow("iot:Publish", "topic/${iot:CertificateId}/a"), allow("iot:Publish", "topic/*/a"))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.path()).isEqualTo("Statement[0]"));
        assertThat(kinds(deny("iot:Publish", "topic/a", "topic/?"))).containsExactly(Kind.REDUNDANT);
        assertThat(kinds(allow("iot:Publish", "topic/a?"), allow("iot:Publish", "topic/a*b")))
                .isEmpty();
        assertThat(kinds(
                        allow("iot:Publish", "arn:aws:iot:eu-central-1:*:topic/a"),
                        allow("iot:Publish", "arn:aws:iot:*:1:topic/a")))
                .isEmpty();
    }

    @Test
    void a_deny_that_a_connection_without_the_key_escapes_is_found() {
        String type = "{\"StringEquals\":{\"iot:Connection.Thing.ThingTypeName\":\"guest\"}}";
        String ifKnown = "{\"StringEqualsIfExists\":{\"iot:Connection.Thing.ThingTypeName\":\"guest\"}}";
        String value = "{\"StringEquals\":{\"iot:ClientId\":\"${iot:Connection.Thing.ThingName}\"}}";

        assertThat(kinds(when(type, deny("iot:Publish", "topic/a")))).containsExactly(Kind.DENY_DEPENDS_ON_VARIABLE);
        assertThat(kinds(when(value, deny("iot:Publish", "topic/a")))).containsExactly(Kind.DENY_DEPENDS_ON_VARIABLE);
        assertThat(kinds(when(ifKnown, deny("iot:Publish", "topic/a")))).isEmpty();
        assertThat(kinds(when("{\"Bool\":{\"iot:Connection.Thing.IsAttached\":\"false\"}}", deny("*", "*"))))
                .isEmpty();
    }

    @Test
    void a_condition_on_what_a_connect_asks_for_is_no_finding() { // no attribute at all is an answer, too
        String nothingLasts = "{\"ForAnyValue:StringEquals\":{\"iot:ConnectAttributes\":\"PersistentConnect\"}}";
        String onlyWills = "{\"ForAllValues:StringEquals\":{\"iot:ConnectAttributes\":\"LastWill\"}}";

        assertThat(kinds(when(nothingLasts, deny("iot:Connect", "client/*")))).isEmpty();
        assertThat(kinds(when(onlyWills, allow("iot:Connect", "client/lamp")))).isEmpty();
    }

    @Test
    void every_finding_says_what_to_write_instead() {
        assertThat(PolicyLint.findings(
                        document(
                                allow("iot:Nothing", "*"),
                                allow("*", "*", "client/${iot:ClientId}", "topic/${iot:Own}/#"),
                                deny("iot:Subscribe", "topicfilter/${iot:Connection.Thing.ThingName}/#", "topic/x"),
                                allow("iot:Publish", "arn:aws:iot:us-east-1:1:topic/a")),
                        Given.SCOPE))
                .hasSizeGreaterThan(8)
                .allSatisfy(finding -> {
                    assertThat(finding.message()).isNotBlank();
                    assertThat(finding.instead()).isNotBlank().isNotEqualTo(finding.message());
                });
    }

    /** A finding that says "leave it out" is a promise. */
    @Test
    void leaving_out_what_is_redundant_or_denied_changes_no_decision() {
        Random random = new Random(4711);
        int left = 0;
        for (int round = 0; round < 4000; round++) {
            List<String> statements = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                statements.add(randomStatement(random));
            }
            List<String> kept = new ArrayList<>(statements);
            PolicyLint.findings(document(statements.toArray(new String[0]))).stream()
                    .filter(finding -> finding.kind() == Kind.REDUNDANT || finding.kind() == Kind.ALLOW_ALWAYS_DENIED)
                    .filter(finding ->
                            finding.path().endsWith("]") && !finding.path().contains("Resource"))
                    .map(finding -> statements.get(finding.path().charAt("Statement[".length()) - '0'))
                    .forEach(statement -> kept.remove(kept.lastIndexOf(statement)));
            left += statements.size() - kept.size();
            for (Map<String, String> variables : List.of(
                    Map.of("iot:ClientId", "a"),
                    Map.of("iot:ClientId", "a/b"),
                    Map.of("iot:ClientId", "a*"),
                    Map.<String, String>of())) {
                Permissions all = Given.permissions(variables, statements.toArray(new String[0]));
                Permissions rest = Given.permissions(variables, kept.toArray(new String[0]));
                for (Action action : Action.values()) {
                    for (String name : List.of("a", "b", "a/b", "a/a", "a*", "x/a", "$share/g/a", "")) {
                        assertThat(rest.decide(action, name))
                                .as("%s %s with %s: %s without %s", action, name, variables, statements, kept)
                                .isEqualTo(all.decide(action, name));
                    }
                }
            }
        }
        assertThat(left).isGreaterThan(500);
    }

    private static String randomStatement(Random random) {
        String action = pick(random, "iot:Publish", "iot:Subscribe", "iot:*", "iot:Connect", "iot:*e", "*", "iot:Pub*");
        String type = pick(random, "topic/", "topicfilter/", "client/", "topic*/", "");
        String name = pick(random, "*", "a", "a/*", "?", "${iot:ClientId}", "*${iot:ClientId}", "*/a", "a*", "**", "b");
        String resource = type + name;
        String statement = random.nextInt(3) == 0 ? deny(action, resource) : allow(action, resource);
        return random.nextInt(4) == 0 ? when("{\"StringEquals\":{\"iot:ClientId\":\"a\"}}", statement) : statement;
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    @Test
    void a_document_made_to_be_expensive_is_looked_at_within_bounds() {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            statements.add("{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"arn:*" + "a".repeat(i % 16) + "*\"}");
        }
        List<Finding> findings = PolicyLint.findings(document(statements.toArray(new String[0])));
        assertThat(findings).hasSizeLessThanOrEqualTo(PolicyLint.MOST_FINDINGS + 1);
        assertThat(findings.getLast().kind()).isEqualTo(Kind.LINT_INCOMPLETE);
    }

    @Test
    void many_actions_on_many_resources_cost_no_more_than_a_few_seconds_of_work() {
        String thousand = "[" + String.join(",", Collections.nCopies(1000, "\"*\"")) + "]";
        String statement = "{\"Effect\":\"Allow\",\"Action\":" + thousand + ",\"Resource\":" + thousand + "}";
        PolicyDocument document = document(Collections.nCopies(7, statement).toArray(String[]::new));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean(); // the machine may be busy with something else
        long before = threads.getCurrentThreadCpuTime();

        List<Finding> findings = PolicyLint.findings(document);

        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before)).isLessThan(Duration.ofSeconds(4));
        assertThat(findings).allMatch(finding -> finding.message().length() < 1000);
    }

    @Test
    void a_finding_about_many_actions_is_short() {
        List<String> actions = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            actions.add("\"iot:Publish" + "*".repeat(i % 50) + "\"");
        }
        List<Finding> findings =
                PolicyLint.findings(document("{\"Effect\":\"Allow\",\"Action\":" + actions + ",\"Resource\":\"*\"}"));

        assertThat(findings).isNotEmpty().allMatch(finding -> finding.message().length() < 1000);
    }
}
