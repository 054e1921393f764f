package io.gatehouse.policy;

import static io.gatehouse.policy.Given.allow;
import static io.gatehouse.policy.Given.deny;
import static io.gatehouse.policy.Given.permissions;
import static io.gatehouse.policy.Given.when;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an operator is told about a decision. */
class EvaluationTest {
    private static String text(Permissions permissions, Action action, String name) {
        return permissions.explain(action, name).text();
    }

    @Test
    void every_statement_that_matched_is_named_not_only_the_one_that_decided() {
        Permissions permissions = permissions(
                allow("iot:Publish", "topic/*"),
                deny("iot:Publish", "topic/secret"),
                allow("iot:*", "*"),
                deny("*", "topic/s*"),
                deny("iot:Receive", "topic/secret"));

        Evaluation evaluation = permissions.evaluate(Action.PUBLISH, "secret");

        assertThat(evaluation.decision()).isEqualTo(Decision.EXPLICIT_DENY);
        assertThat(evaluation.denies()).extracting(Origin::statement).containsExactly(1, 3);
        assertThat(evaluation.allows()).extracting(Origin::statement).containsExactly(0, 2);
        assertThat(evaluation.nearest()).isNull();
        assertThat(evaluation.explanation().text()).isEqualTo("denied by policy test, Statement[1]");
    }

    @Test
    void a_deny_of_the_filter_inside_a_shared_subscription_is_among_them() {
        Permissions permissions =
                permissions(allow("iot:Subscribe", "topicfilter/*"), deny("iot:Subscribe", "topicfilter/secret/*"));

        assertThat(permissions.evaluate(Action.SUBSCRIBE, "$share/g/secret/a").denies())
                .extracting(Origin::statement)
                .containsExactly(1);
    }

    @Test
    void what_has_no_value_is_kept_apart_from_what_may_not_be_put_in() {
        Permissions permissions = permissions(
                Map.of("iot:ClientId", "a/b"),
                allow("iot:Publish", "topic/${iot:ClientId}/x", "topic/${iot:Connection.Thing.ThingName}/x"));

        Evaluation evaluation = permissions.evaluate(Action.PUBLISH, "a/b/x");

        assertThat(evaluation.missing()).containsExactly("iot:Connection.Thing.ThingName");
        assertThat(evaluation.withheld()).containsExactly("iot:ClientId");
        assertThat(evaluation.explanation().text())
                .contains("without a value: iot:Connection.Thing.ThingName")
                .contains("with a value that may not be put in: iot:ClientId");
    }

    @Test
    void where_the_resource_fits_the_missing_action_is_named() {
        Permissions permissions = permissions(
                allow("iot:Connect", "*"), allow("iot:Receive", "topic/a/*"), allow("iot:Publish", "topic/b"));

        assertThat(text(permissions, Action.PUBLISH, "a/1"))
                .isEqualTo("no statement matched; nearest: policy test, Statement[1]: allows iot:Receive on it, and not"
                        + " iot:Publish");
    }

    @Test
    void a_misspelt_action_is_the_nearest() {
        Permissions permissions = permissions(allow("iot:Publish", "*"), allow("iot:Conect", "client/lamp"));

        assertThat(text(permissions, Action.CONNECT, "lamp"))
                .contains("Statement[1]: allows iot:Conect on it, and not iot:Connect");
    }

    @Test
    void where_the_action_fits_the_segment_that_differs_is_named() {
        Permissions permissions = permissions(
                Map.of("iot:Connection.Thing.ThingName", "lamp-1"),
                allow("iot:Publish", "topic/other"),
                allow("iot:Publish", "topic/site/${iot:Connection.Thing.ThingName}/state"));

        assertThat(text(permissions, Action.PUBLISH, "site/lamp-2/state"))
                .isEqualTo("no statement matched; nearest: policy test, Statement[1]: \"topic/site/lamp-1/state\""
                        + " differs at segment 2: \"lamp-2\" (expected: \"lamp-1\")");
        assertThat(text(permissions, Action.PUBLISH, "site/lamp-1/state/more"))
                .contains("differs at segment 4: \"more\" (expected: nothing)");
        assertThat(text(permissions, Action.PUBLISH, "site/lamp-1"))
                .contains("differs at segment 3: nothing (expected: \"state\")");
    }

    @Test
    void a_star_is_compared_with_everything_that_is_left() {
        Permissions permissions = permissions(allow("iot:Publish", "topic/a/*/c"));

        assertThat(text(permissions, Action.PUBLISH, "a/b/b/d"))
                .contains("\"topic/a/*/c\" differs at segment 2: \"b/b/d\" (expected: \"*/c\")");
    }

    @Test
    void a_client_id_that_is_not_allowed_is_shown_beside_the_one_that_is() {
        Permissions permissions = permissions(
                Map.of("iot:Connection.Thing.ThingName", "lamp-1"),
                allow("iot:Connect", "client/${iot:Connection.Thing.ThingName}"));

        assertThat(text(permissions, Action.CONNECT, "lamp-2"))
                .contains("\"client/lamp-1\" differs at segment 1: \"lamp-2\" (expected: \"lamp-1\")");
    }

    @Test
    void a_variable_that_kept_the_right_resource_from_matching_is_named() {
        Permissions permissions = permissions(
                allow("iot:Connect", "client/x"), allow("iot:Connect", "client/${iot:Connection.Thing.ThingName}"));

        assertThat(permissions.evaluate(Action.CONNECT, "lamp-1").nearest())
                .isEqualTo(new Nearest(
                        new Origin("test", 1, null, Effect.ALLOW),
                        new Difference.NoValue(
                                Given.SCOPE.arn("client/${iot:Connection.Thing.ThingName}"),
                                List.of("iot:Connection.Thing.ThingName"))));
    }

    @Test
    void the_wrong_type_of_resource_is_named() {
        Permissions permissions = permissions(allow("iot:Subscribe", "topic/a/*"));

        assertThat(text(permissions, Action.SUBSCRIBE, "a/#"))
                .contains("\"topic/a/*\" is of the wrong type for this action (expected: topicfilter/NAME)");
    }

    @Test
    void another_account_is_named() {
        Permissions permissions = permissions(allow("iot:Publish", "arn:aws:iot:us-east-1:123456789012:topic/a"));

        assertThat(text(permissions, Action.PUBLISH, "a"))
                .contains("is not of this broker: region \"us-east-1\" (expected: \"eu-central-1\")");
    }

    @Test
    void a_condition_that_does_not_hold_is_named_with_its_key_and_both_values() {
        Permissions permissions = permissions(
                Map.of("iot:Connection.Thing.Attributes[site]", "north"),
                when(
                        "{\"StringEquals\":{\"iot:Connection.Thing.Attributes[site]\":[\"south\",\"west\"]}}",
                        allow("iot:Publish", "topic/a")),
                when("{\"Bool\":{\"iot:Connection.Thing.IsAttached\":\"true\"}}", allow("iot:Publish", "topic/b")));

        assertThat(text(permissions, Action.PUBLISH, "a"))
                .contains("StringEquals does not hold: iot:Connection.Thing.Attributes[site] is \"north\""
                        + " (expected: \"south\", \"west\")");
        assertThat(text(permissions, Action.PUBLISH, "b"))
                .contains("Bool does not hold: iot:Connection.Thing.IsAttached is not known (expected: \"true\")");
    }

    @Test
    void a_group_that_is_not_allowed_is_named_where_its_filter_is() {
        Permissions permissions = permissions(allow("iot:Subscribe", "topicfilter/jobs/*"));

        assertThat(text(permissions, Action.SUBSCRIBE, "$share/workers/jobs/#"))
                .contains("allows the filter and not the group (expected: \"topicfilter/$share/workers/jobs/#\")");
    }

    @Test
    void nothing_is_near_where_no_allow_has_to_do_with_the_question() {
        Permissions permissions = permissions(allow("iot:Connect", "*"), deny("iot:Receive", "topic/a"));

        assertThat(permissions.evaluate(Action.PUBLISH, "a").nearest()).isNull();
        assertThat(text(permissions, Action.PUBLISH, "a")).isEqualTo("no statement matched");
        assertThat(text(Permissions.NONE, Action.PUBLISH, "a")).isEqualTo("no statement matched");
    }

    @Test
    void texts_of_documents_and_devices_cannot_mislead_a_terminal() {
        Permissions permissions = permissions(allow("iot:Connect", "client/lamp"));

        assertThat(text(permissions, Action.CONNECT, "la\u202em\u001b[2Jp" + "x".repeat(10_000)))
                .hasSizeLessThan(400)
                .matches(line -> line.chars().noneMatch(c -> c < ' ' || c == 0x202e), "only what can be seen");
    }

    @Test
    void over_a_protocol_without_connections_only_the_certificate_is_known() {
        Variables certificateOnly = Variables.of(Map.of(
                VariableNames.CERTIFICATE_ID,
                List.of("ab12"),
                "iot:Certificate.Subject.CommonName",
                List.of("press-4")));
        Permissions permissions = Permissions.bind(
                List.of(Given.policy(
                        allow("iot:Publish", "topic/${iot:Certificate.Subject.CommonName}/*"),
                        allow("iot:Publish", "topic/things/${iot:Connection.Thing.ThingName}/*"),
                        allow("iot:Publish", "topic/clients/${iot:ClientId}/*"),
                        when("{\"Bool\":{\"iot:Connection.Thing.IsAttached\":\"true\"}}", allow("iot:*", "*")))),
                certificateOnly);

        assertThat(permissions.decide(Action.PUBLISH, "press-4/x")).isEqualTo(Decision.ALLOWED);
        assertThat(permissions.decide(Action.PUBLISH, "things/press-4/x")).isEqualTo(Decision.IMPLICIT_DENY);
        assertThat(permissions.decide(Action.PUBLISH, "clients/press-4/x")).isEqualTo(Decision.IMPLICIT_DENY);
        assertThat(permissions.evaluate(Action.PUBLISH, "things/press-4/x").missing())
                .containsExactly(VariableNames.THING_NAME, VariableNames.CLIENT_ID, VariableNames.IS_ATTACHED);
    }
}
