package io.gatehouse.policy;

import static io.gatehouse.policy.Given.allow;
import static io.gatehouse.policy.Given.deny;
import static io.gatehouse.policy.Given.document;
import static io.gatehouse.policy.Given.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.policy.Finding.Kind;
import java.util.List;
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
        assertThat(kinds(named, named)).containsExactly(Kind.DUPLICATE_SID);
    }
}
