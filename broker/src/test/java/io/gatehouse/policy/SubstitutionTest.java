package io.gatehouse.policy;

import static io.gatehouse.policy.Given.allow;
import static io.gatehouse.policy.Given.deny;
import static io.gatehouse.policy.Given.permissions;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that a client or the author of a certificate chose must not widen what a policy allows. */
class SubstitutionTest {
    private static final String CLIENT_ID = "iot:ClientId";
    private static final String COMMON_NAME = "iot:Certificate.Subject.CommonName";
    private static final String ATTRIBUTE = "iot:Connection.Thing.Attributes[site]";

    /** What a hostile value may try to reach. */
    private static final List<String> TARGETS = List.of(
            "dev/abc/up",
            "dev/x/up",
            "dev/victim/up",
            "dev/victim/x/up",
            "dev//up",
            "dev/up",
            "other",
            "dev/+/up",
            "dev/#/up",
            "dev/#",
            "#",
            "+",
            "+/+/+",
            "dev/*/up",
            "dev/?/up",
            "$aws/x/up",
            "dev/$/up",
            "dev/${iot:ClientId}/up",
            "dev/${*}/up",
            "dev/a/up",
            "dev/aa/up",
            "dev/abcabc/up",
            "*",
            "victim");

    static List<String> hostileValues() {
        List<String> metacharacters = List.of(
                "*",
                "?",
                "+",
                "#",
                "$",
                "${*}",
                "${?}",
                "${$}",
                "${iot:ClientId}",
                "${",
                "}",
                "${${}}",
                "$(*)",
                "$share/g/",
                "\0",
                "\n",
                "\r",
                "\u007f",
                "\u0085",
                "\ufeff",
                "\ud800",
                "\udc00",
                "[a-z]",
                ".*",
                "\\",
                "\\*",
                "%",
                "%2a",
                "%2f");
        List<String> values = new ArrayList<>();
        for (String metacharacter : metacharacters) {
            values.add(metacharacter);
            values.add(metacharacter + "abc");
            values.add("abc" + metacharacter);
            values.add("a" + metacharacter + "c");
            values.add("victim/" + metacharacter);
            values.add(metacharacter + "/victim");
            values.add("../" + metacharacter);
        }
        values.add("");
        values.add("*".repeat(65_536));
        values.add("a".repeat(65_536));
        return values;
    }

    @ParameterizedTest
    @MethodSource("hostileValues")
    void a_hostile_value_reaches_nothing_that_is_not_its_own(String value) {
        for (String variable : List.of(CLIENT_ID, COMMON_NAME, ATTRIBUTE)) {
            for (String pattern :
                    List.of("dev/${V}/up", "${V}", "dev/${V}/*", "*/${V}/up", "dev/${V}*", "?ev/${V}?up")) {
                String text = pattern.replace("${V}", "${" + variable + "}");
                Permissions permissions = permissions(
                        Map.of(variable, value),
                        allow("iot:Publish", "topic/" + text),
                        allow("iot:Subscribe", "topicfilter/" + text));
                for (String target : TARGETS) {
                    if (isOwn(pattern, target, value)) {
                        continue;
                    }
                    assertThat(permissions.decide(Action.PUBLISH, target))
                            .as("%s = %s publishes to %s under %s", variable, value, target, text)
                            .isEqualTo(Decision.IMPLICIT_DENY);
                    assertThat(permissions.decide(Action.SUBSCRIBE, target))
                            .as("%s = %s subscribes to %s under %s", variable, value, target, text)
                            .isEqualTo(Decision.IMPLICIT_DENY);
                }
            }
        }
    }

    /** A value without any special character is plain text, and reaches the topic that is spelled like it. */
    private static boolean isOwn(String pattern, String target, String value) {
        boolean harmless = !value.isEmpty() && value.chars().allMatch(c -> Character.isLetterOrDigit(c));
        return harmless && SlowEvaluator.wildcard(pattern.replace("${V}", value), target);
    }

    @ParameterizedTest
    @MethodSource("hostileValues")
    void a_hostile_value_does_not_escape_a_deny(String value) {
        for (String variable : List.of(CLIENT_ID, COMMON_NAME, ATTRIBUTE)) {
            String text = "dev/${" + variable + "}/secret";
            Permissions permissions = permissions(
                    Map.of(variable, value),
                    allow("iot:*", "*"),
                    deny("iot:Publish", "topic/" + text),
                    deny("iot:Subscribe", "topicfilter/" + text));
            String name = "dev/" + Substitution.escaped(value) + "/secret";
            String asPutIn = variable.equals(COMMON_NAME) ? name : "dev/" + value + "/secret";

            assertThat(permissions.decide(Action.PUBLISH, asPutIn)).isEqualTo(Decision.EXPLICIT_DENY);
            assertThat(permissions.decide(Action.SUBSCRIBE, asPutIn)).isEqualTo(Decision.EXPLICIT_DENY);
            assertThat(permissions.decide(Action.PUBLISH, "dev/a/open")).isEqualTo(Decision.ALLOWED);
        }
    }

    @Test
    void a_deny_with_a_variable_that_the_connection_does_not_have_denies_nothing() {
        Permissions permissions = permissions(
                allow("iot:Publish", "topic/*"), deny("iot:Publish", "topic/${iot:Connection.Thing.ThingName}/secret"));

        assertThat(permissions.decide(Action.PUBLISH, "lamp/secret")).isEqualTo(Decision.ALLOWED);
    }

    @Test
    void an_ordinary_value_is_put_in() {
        for (String variable : List.of(CLIENT_ID, COMMON_NAME, ATTRIBUTE)) {
            Permissions permissions =
                    permissions(Map.of(variable, "abc"), allow("iot:Publish", "topic/dev/${" + variable + "}/*"));
            assertThat(permissions.decide(Action.PUBLISH, "dev/abc/up").isAllowed())
                    .isTrue();
            assertThat(permissions.decide(Action.PUBLISH, "dev/abcd/up").isAllowed())
                    .isFalse();
        }
    }

    @Test
    void a_client_cannot_move_into_the_topics_of_another_by_a_slash() {
        Map<String, String> intruder = Map.of(CLIENT_ID, "lamp/private");

        assertThat(permissions(intruder, allow("iot:Publish", "topic/${iot:ClientId}/*"))
                        .decide(Action.PUBLISH, "lamp/private/x"))
                .isEqualTo(Decision.IMPLICIT_DENY);
        assertThat(permissions(intruder, allow("iot:Subscribe", "topicfilter/${iot:ClientId}/*"))
                        .decide(Action.SUBSCRIBE, "lamp/private/#"))
                .isEqualTo(Decision.IMPLICIT_DENY);
        // Nothing is gained by a slash where client ids are compared with client ids.
        assertThat(permissions(intruder, allow("iot:Connect", "client/${iot:ClientId}"))
                        .mayConnect("lamp/private"))
                .isTrue();
    }

    @Test
    void an_attribute_may_have_slashes_because_only_administrators_set_it() {
        Permissions permissions =
                permissions(Map.of(ATTRIBUTE, "north/2"), allow("iot:Publish", "topic/${" + ATTRIBUTE + "}/*"));

        assertThat(permissions.decide(Action.PUBLISH, "north/2/x")).isEqualTo(Decision.ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a\"b", "a\\b", "a=b", "a<b", "a>b", "a;b"})
    void special_characters_of_certificates_get_a_backslash(String name) {
        Permissions permissions =
                permissions(Map.of(COMMON_NAME, name), allow("iot:Publish", "topic/${" + COMMON_NAME + "}"));

        assertThat(permissions.decide(Action.PUBLISH, "a\\" + name.substring(1)))
                .isEqualTo(Decision.ALLOWED);
        assertThat(permissions.decide(Action.PUBLISH, name)).isEqualTo(Decision.IMPLICIT_DENY);
    }

    @Test
    void a_value_is_never_read_for_another_variable() {
        Permissions permissions = permissions(
                Map.of(ATTRIBUTE, "${iot:ClientId}", CLIENT_ID, "victim"),
                allow("iot:Publish", "topic/${" + ATTRIBUTE + "}"));

        assertThat(permissions.decide(Action.PUBLISH, "victim")).isEqualTo(Decision.IMPLICIT_DENY);
        assertThat(permissions.decide(Action.PUBLISH, "${iot:ClientId}")).isEqualTo(Decision.IMPLICIT_DENY);
    }
}
