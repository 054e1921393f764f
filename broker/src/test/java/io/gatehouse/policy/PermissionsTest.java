package io.gatehouse.policy;

import static io.gatehouse.policy.Given.allow;
import static io.gatehouse.policy.Given.deny;
import static io.gatehouse.policy.Given.permissions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {
    private static boolean subscribes(Permissions permissions, String filter) {
        return permissions.maySubscribe(TopicFilter.of(filter));
    }

    @Test
    void nothing_is_allowed_where_no_statement_says_so() {
        assertThat(permissions(allow("iot:Publish", "topic/a")).decide(Action.PUBLISH, "b"))
                .isEqualTo(Decision.IMPLICIT_DENY);
        assertThat(Permissions.bind(List.of(), Variables.NONE).mayConnect("a")).isFalse();
        assertThat(Permissions.NONE.mayPublish(Topic.of("a"))).isFalse();
        assertThat(Permissions.NONE.explain(Action.PUBLISH, "a").text()).isEqualTo("no statement matched");
    }

    @Test
    void a_deny_wins_wherever_it_stands() {
        for (String[] statements : new String[][] {
            {allow("iot:*", "*"), deny("iot:Publish", "topic/secret/*")},
            {deny("iot:Publish", "topic/secret/*"), allow("iot:*", "*")}
        }) {
            Permissions permissions = permissions(statements);
            assertThat(permissions.decide(Action.PUBLISH, "secret/a")).isEqualTo(Decision.EXPLICIT_DENY);
            assertThat(permissions.decide(Action.PUBLISH, "a")).isEqualTo(Decision.ALLOWED);
            assertThat(permissions.decide(Action.RECEIVE, "secret/a")).isEqualTo(Decision.ALLOWED);
        }
        Permissions ofTwoPolicies = Permissions.bind(
                List.of(Given.policy(allow("iot:*", "*")), Given.policy(deny("*", "*"))), Variables.NONE);
        assertThat(ofTwoPolicies.decide(Action.CONNECT, "a")).isEqualTo(Decision.EXPLICIT_DENY);
    }

    @Test
    void which_no_it_was_is_remembered_with_the_topic() {
        Permissions permissions = permissions(allow("iot:Publish", "topic/a"), deny("iot:Publish", "topic/secret"));
        for (int i = 0; i < 2; i++) {
            assertThat(permissions.decide(Action.PUBLISH, Topic.of("a"))).isEqualTo(Decision.ALLOWED);
            assertThat(permissions.decide(Action.PUBLISH, Topic.of("secret"))).isEqualTo(Decision.EXPLICIT_DENY);
            assertThat(permissions.decide(Action.PUBLISH, Topic.of("b"))).isEqualTo(Decision.IMPLICIT_DENY);
            assertThat(permissions.decide(Action.RECEIVE, Topic.of("secret"))).isEqualTo(Decision.IMPLICIT_DENY);
        }
    }

    /** The consequences that AWS documents for wildcards in policies and in filters. */
    @ParameterizedTest
    @CsvSource({
        "topicfilter/some/*, some/#, true",
        "topicfilter/some/+, some/+, true",
        "topicfilter/some/+, some/x, false",
        "topicfilter/some/*, some/, true",
        "topicfilter/some/*, some, false",
        "topicfilter/some/?, some/+, true",
        "topicfilter/some/?, some/xy, false",
        "topicfilter/#, a/b, false",
        "topicfilter/#, #, true",
        "topicfilter/*, #, true",
        "topic/*, a, false"
    })
    void wildcards_of_mqtt_are_literal_in_policies(String resource, String filter, boolean allowed) {
        assertThat(subscribes(permissions(allow("iot:Subscribe", resource)), filter))
                .isEqualTo(allowed);
    }

    @Test
    void a_denied_filter_is_avoided_by_a_wildcard_but_delivery_is_not() {
        Permissions permissions = permissions(
                allow("iot:Subscribe", "topicfilter/*"),
                allow("iot:Receive", "topic/*"),
                deny("iot:Subscribe", "topicfilter/a/b"),
                deny("iot:Receive", "topic/a/b"));

        assertThat(subscribes(permissions, "a/b")).isFalse();
        assertThat(subscribes(permissions, "a/+")).isTrue();
        assertThat(permissions.mayReceive(Topic.of("a/b"))).isFalse();
        assertThat(permissions.mayReceive(Topic.of("a/c"))).isTrue();
        assertThat(subscribes(
                        permissions(allow("iot:Subscribe", "topicfilter/*"), deny("iot:Subscribe", "topicfilter/a/#")),
                        "a/b"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "topic/a${*}b, a*b, true",
        "topic/a${*}b, axb, false",
        "topic/a${?}b, a?b, true",
        "topic/a${?}b, axb, false",
        "topic/${$}aws/x, $aws/x, true",
        "topic/$aws/x, $aws/x, true",
        "topic/${$}{iot:ClientId}, ${iot:ClientId}, true",
        "topic/${$}{iot:ClientId}, me, false",
        "topic/${*}*, *x, true",
        "topic/${*}*, xx, false"
    })
    void wildcards_and_dollars_can_be_escaped(String resource, String topic, boolean allowed) {
        Permissions permissions = permissions(Map.of("iot:ClientId", "me"), allow("iot:Publish", resource));

        assertThat(permissions.decide(Action.PUBLISH, topic).isAllowed()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "iot:Publish, PUBLISH, true",
        "iot:publish, PUBLISH, true",
        "IOT:PUB*, PUBLISH, true",
        "iot:*, CONNECT, true",
        "*, RECEIVE, true",
        "iot:?ublish, PUBLISH, true",
        "iot:?ublish, RETAIN_PUBLISH, false",
        "iot:*Publish, RETAIN_PUBLISH, true",
        "iot:Publish, RETAIN_PUBLISH, false",
        "iotjobsdata:*, PUBLISH, false",
        "iot:GetThingShadow, RECEIVE, false",
        "iot:Publsh, PUBLISH, false"
    })
    void actions_have_wildcards_and_no_case(String text, Action action, boolean allowed) {
        assertThat(permissions(allow(text, "*")).decide(action, "a").isAllowed())
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:iot:eu-central-1:123456789012:topic/a, true",
        "arn:aws:iot:*:*:topic/a, true",
        "arn:aws:iot:eu-*-?:1234*:topic/a, true",
        "arn:*:*:*:*:*, true",
        "arn:aws:iot:*, true",
        "arn:*, true",
        "arn:aws:iot:eu-central-1:1234*, true",
        "arn:aws:iot:*:*:top*/a, true",
        "arn:aws:iot:*:*:?opic/a, true",
        "arn:aws:iot:*:*:*a, true",
        "*, true",
        "arn:aws:iot:us-east-1:123456789012:topic/a, false",
        "arn:aws:iot:eu-central-1:210987654321:topic/a, false",
        "arn:aws-cn:iot:eu-central-1:123456789012:topic/a, false",
        "arn:aws:s3:::topic/a, false",
        "arn:aws:s3:*, false",
        "arn:aws:iot:us*, false",
        "arn:aws:iot:::topic/a, false",
        "arn:aws:iot:*:*:topic, false",
        "arn:aws:iot:*:*:TOPIC/a, false"
    })
    void resources_are_held_against_the_scope_field_by_field(String resource, boolean allowed) {
        assertThat(permissions(allow("iot:Publish", resource)).mayPublish(Topic.of("a")))
                .isEqualTo(allowed);
    }

    @Test
    void a_star_in_the_account_cannot_swallow_a_part_of_the_topic() {
        Permissions permissions = permissions(allow("iot:Publish", "arn:aws:iot:*:*:topic/x/*"));

        assertThat(permissions.mayPublish(Topic.of("x/y"))).isTrue();
        assertThat(permissions.mayPublish(Topic.of("a:topic/x/y"))).isFalse();
        assertThat(permissions.mayPublish(Topic.of("9:topic/x/y"))).isFalse();
        assertThat(permissions.mayPublish(Topic.of("a:b:c:topic/x/y"))).isFalse();
    }

    @Test
    void colons_are_ordinary_characters_of_names() {
        Permissions permissions = permissions(allow("iot:Publish", "topic/a:b/*"));

        assertThat(permissions.mayPublish(Topic.of("a:b/c:d"))).isTrue();
        assertThat(permissions.mayPublish(Topic.of("b/c"))).isFalse();
    }

    @Test
    void a_shared_subscription_is_as_strict_as_its_filter() {
        Permissions denied =
                permissions(allow("iot:Subscribe", "topicfilter/*"), deny("iot:Subscribe", "topicfilter/secret/*"));
        assertThat(subscribes(denied, "$share/g/a")).isTrue();
        assertThat(subscribes(denied, "$share/g/secret/a")).isFalse();

        Permissions group = permissions(
                allow("iot:Subscribe", "topicfilter/*"), deny("iot:Subscribe", "topicfilter/$share/admins/*"));
        assertThat(subscribes(group, "$share/admins/a")).isFalse();
        assertThat(subscribes(group, "$share/others/a")).isTrue();
        assertThat(subscribes(group, "a")).isTrue();

        assertThat(subscribes(permissions(allow("iot:Subscribe", "topicfilter/a")), "a"))
                .isTrue();
        assertThat(subscribes(permissions(allow("iot:Subscribe", "topicfilter/a")), "$share/g/a"))
                .isFalse();
        Permissions wholeText = permissions(allow("iot:Subscribe", "topicfilter/$share/g/a"));
        assertThat(subscribes(wholeText, "$share/g/a")).isTrue();
        assertThat(subscribes(wholeText, "$share/h/a")).isFalse();
        assertThat(subscribes(wholeText, "a")).isFalse();
    }

    @Test
    void a_variable_without_value_matches_nothing_and_spoils_no_other_resource() {
        String own = "topic/${iot:Connection.Thing.ThingName}/*";
        Permissions unknown = permissions(allow("iot:Publish", own, "topic/all"), deny("iot:Publish", own));

        assertThat(unknown.mayPublish(Topic.of("all"))).isTrue();
        assertThat(unknown.mayPublish(Topic.of("lamp/a"))).isFalse();
        assertThat(unknown.mayPublish(Topic.of("${iot:Connection.Thing.ThingName}/a")))
                .isFalse();
        assertThat(unknown.explain(Action.PUBLISH, "lamp/a").missing())
                .containsExactly("iot:Connection.Thing.ThingName");
    }

    @Test
    void an_explanation_names_the_statement_that_decided() {
        PolicyDocument document = Given.parsed("""
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"},
              {"Sid": "Everything", "Effect": "Allow", "Action": "iot:*", "Resource": "*"},
              {"Sid": "NoSecrets", "Effect": "Deny", "Action": "iot:Publish",
               "Resource": "arn:aws:iot:*:*:topic/secret"}]}
            """);
        CompiledPolicy fleet = CompiledPolicy.compile("fleet", document, Given.SCOPE);
        Permissions permissions = Permissions.bind(List.of(fleet), Variables.NONE);

        assertThat(permissions.explain(Action.PUBLISH, "secret"))
                .isEqualTo(
                        new Explanation(Decision.EXPLICIT_DENY, "fleet", 2, "NoSecrets", List.of(), List.of(), null));
        assertThat(permissions.explain(Action.PUBLISH, "secret").text())
                .isEqualTo("denied by policy fleet, Statement[2] (NoSecrets)");
        assertThat(permissions.explain(Action.PUBLISH, "a").text())
                .isEqualTo("allowed by policy fleet, Statement[1] (Everything)");
        assertThat(permissions.explain(Action.CONNECT, "a").text()).isEqualTo("allowed by policy fleet, Statement[0]");
    }

    @Test
    void an_exception_while_binding_allows_nothing_and_is_kept() {
        Permissions permissions = Permissions.bind(
                List.of(Given.policy(allow("*", "*"), deny("iot:Publish", "topic/${iot:ClientId}"))), name -> {
                    throw new IllegalStateException("registry");
                });

        assertThat(permissions.mayConnect("a")).isFalse();
        assertThat(permissions.mayPublish(Topic.of("a"))).isFalse();
        assertThat(permissions.explain(Action.PUBLISH, "a").decision()).isEqualTo(Decision.IMPLICIT_DENY);
        assertThat(permissions.defect()).hasMessage("registry");
    }

    @Test
    void a_document_that_no_parser_has_seen_is_not_compiled() {
        PolicyDocument document = new PolicyDocument(
                PolicyDocument.VERSION,
                null,
                List.of(new Statement(null, Effect.ALLOW, List.of("*"), List.of("topic/a"), List.of())));

        assertThatThrownBy(() -> CompiledPolicy.compile("p", document, Given.SCOPE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void remembered_decisions_are_kept_apart_by_action_and_topic() {
        Permissions permissions = permissions(
                allow("iot:Publish", "topic/p*"),
                allow("iot:Receive", "topic/*r"),
                allow("iot:RetainPublish", "topic/p/r"));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 500; i++) { // far more topics than are remembered
                assertThat(permissions.mayPublish(Topic.of("p" + i))).isTrue();
                assertThat(permissions.mayReceive(Topic.of("p" + i))).isFalse();
                assertThat(permissions.mayReceive(Topic.of(i + "r"))).isTrue();
                assertThat(permissions.mayPublish(Topic.of(i + "r"))).isFalse();
                assertThat(permissions.mayRetain(Topic.of("p" + i))).isFalse();
            }
            assertThat(permissions.mayRetain(Topic.of("p/r"))).isTrue();
            assertThat(permissions.mayPublish(Topic.of("p" + "x".repeat(1000)))).isTrue();
        }
    }

    @Test
    void topics_with_the_same_hash_are_not_mistaken_for_each_other() {
        assertThat("Aa/BB".hashCode()).isEqualTo("BB/Aa".hashCode());
        Permissions permissions = permissions(allow("iot:Publish", "topic/Aa/BB"));
        for (int i = 0; i < 3; i++) {
            assertThat(permissions.mayPublish(Topic.of("Aa/BB"))).isTrue();
            assertThat(permissions.mayPublish(Topic.of("BB/Aa"))).isFalse();
        }
    }

    @Test
    void a_remembered_decision_allocates_nothing() {
        Permissions permissions = permissions(allow("iot:*", "topic/a/*"), deny("iot:Receive", "topic/a/b"));
        Topic topic = Topic.of("a/b");
        Topic equal = Topic.of("a/b");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int allowed = ask(permissions, topic, equal, 20_000); // lets the compiler do its work first
        long thread = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(thread);
        allowed += ask(permissions, topic, equal, 100_000);
        long bytes = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(allowed).isEqualTo(2 * 120_000);
        assertThat(bytes).isLessThan(100_000 / 10); // of 300,000 questions; the rest is the measurement's own
    }

    private static int ask(Permissions permissions, Topic topic, Topic equal, int times) {
        int allowed = 0;
        for (int i = 0; i < times; i++) {
            allowed += permissions.mayPublish(topic) ? 1 : 0;
            allowed += permissions.mayRetain(equal) ? 1 : 0;
            allowed += permissions.mayReceive(topic) ? 1 : 0;
        }
        return allowed;
    }
}
