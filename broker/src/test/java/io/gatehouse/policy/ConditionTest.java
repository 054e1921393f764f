package io.gatehouse.policy;

import static io.gatehouse.policy.Given.allow;
import static io.gatehouse.policy.Given.deny;
import static io.gatehouse.policy.Given.permissions;
import static io.gatehouse.policy.Given.when;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    private static boolean holds(String condition, Map<String, String> variables) {
        return permissions(variables, when(condition, allow("iot:Connect", "*")))
                .mayConnect("a");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "StringEquals, a, a, true",
                "StringEquals, a, A, false",
                "StringEquals, a*, ab, false",
                "StringEquals, a*, a*, true",
                "StringEquals, a, -, false",
                "StringNotEquals, a, b, true",
                "StringNotEquals, a, a, false",
                "StringNotEquals, a, -, true",
                "StringEqualsIgnoreCase, a, A, true",
                "StringNotEqualsIgnoreCase, a, A, false",
                "StringLike, a*, ab, true",
                "StringLike, a?, ab, true",
                "StringLike, a${*}, ab, false",
                "StringLike, a${*}, a*, true",
                "StringNotLike, a*, ab, false",
                "StringNotLike, a*, b, true",
                "StringNotLike, a*, -, true",
                "StringEqualsIfExists, a, -, true",
                "StringEqualsIfExists, a, b, false",
                "ForAllValues:StringEquals, a, -, true",
                "ForAllValues:StringEquals, a, b, false",
                "ForAnyValue:StringEquals, a, -, false",
                "ForAnyValue:StringEquals, a, a, true",
                "Bool, true, true, true",
                "Bool, true, false, false",
                "Bool, true, -, false",
                "Null, true, -, true",
                "Null, true, x, false",
                "Null, false, x, true",
                "NumericEquals, 7, 7.0, true",
                "NumericEquals, 7, 07, true",
                "NumericEquals, 7, 7.01, false",
                "NumericEquals, 7, -, false",
                "NumericNotEquals, 7, 8, true",
                "NumericNotEquals, 7, 7.00, false",
                "NumericNotEquals, 7, -, true",
                "NumericLessThan, 10, 9, true",
                "NumericLessThan, 10, 10, false",
                "NumericLessThanEquals, 10, 10, true",
                "NumericGreaterThan, -1, 0, true",
                "NumericGreaterThan, 9, 10, true",
                "NumericGreaterThanEquals, 0.5, 0.50, true",
                "NumericGreaterThanEqualsIfExists, 0.5, -, true",
                "NumericLessThan, 10, few, false",
                "NumericNotEquals, 10, few, false",
                "ForAnyValue:NumericLessThan, 10, -, false",
                "ForAllValues:NumericLessThan, 10, 9, true",
                "DateEquals, 2031-05-17, 2031-05-17T02:00:00+02:00, true",
                "DateEquals, 2031-05-17, 1936742400, true",
                "DateNotEquals, 2031-05-17, 2031-05-18, true",
                "DateLessThan, 2031-05-17, 2031-05-16T23:59:59Z, true",
                "DateLessThan, 2031-05-17, 2031-05-17, false",
                "DateLessThanEquals, 2031, 2031-01, true",
                "DateGreaterThan, 2031-05, 2031-05-01T00:00:00.001Z, true",
                "DateGreaterThanEquals, 2031-05-17T00:00Z, 2031-05-17, true",
                "DateGreaterThan, 2031-05-17, -, false",
                "DateGreaterThan, 2031-05-17, soon, false",
                "DateNotEquals, 2031-05-17, soon, false",
                "ArnLike, arn:aws:iot:*:*:thing/a*, arn:aws:iot:eu:1:thing/ab, true",
                "ArnEquals, arn:aws:iot:*:*:thing/a*, arn:aws:iot:eu:1:thing/ab, true",
                "ArnLike, arn:*:*:*:*:thing/a, arn:aws:iot:eu:1:x:thing/a, false",
                "ArnLike, arn:aws:iot:eu:1:*, arn:aws:iot:eu:1:a:b:c, true",
                "ArnNotLike, arn:aws:iot:eu:1:thing/a, arn:aws:iot:eu:1:thing/b, true",
                "ArnNotEquals, arn:aws:iot:eu:1:thing/?, arn:aws:iot:eu:1:thing/b, false",
                "ArnLike, arn:aws:iot:eu:1:*, thing/a, false",
                "ArnNotLike, arn:aws:iot:eu:1:*, thing/a, false",
                "ArnLike, arn:aws:iot:eu:1:*, -, false",
                "ArnNotLike, arn:aws:iot:eu:1:*, -, true",
                "ForAnyValue:Bool, true, true, true"
            })
    void operators_mean_what_iam_says(String operator, String value, @Nullable String actual, boolean holds) {
        Map<String, String> variables = new HashMap<>();
        if (actual != null) {
            variables.put(VariableNames.THING_TYPE_NAME, actual);
        }
        String condition = "{\"" + operator + "\":{\"" + VariableNames.THING_TYPE_NAME + "\":[\"" + value + "\"]}}";

        assertThat(holds(condition, variables)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:0:0::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::/0, 2001:db8::1, true",
        "10.0.0.0/8, ::ffff:10.1.1.1, true",
        "fe80::/10, fe80::1%eth0, true"
    })
    void addresses_are_compared_as_addresses(String block, String address, boolean inside) {
        Map<String, String> variables = Map.of(VariableNames.SOURCE_IP, address);

        assertThat(holds("{\"IpAddress\":{\"aws:SourceIp\":\"" + block + "\"}}", variables))
                .isEqualTo(inside);
        assertThat(holds("{\"NotIpAddress\":{\"aws:SourceIp\":\"" + block + "\"}}", variables))
                .isNotEqualTo(inside);
    }

    @Test
    void an_address_that_is_none_is_a_defect_and_allows_nothing() {
        Permissions permissions = permissions(
                Map.of(VariableNames.SOURCE_IP, "localhost"),
                allow("iot:Connect", "*"),
                when("{\"NotIpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}", deny("iot:Connect", "*")));

        assertThat(permissions.mayConnect("a")).isFalse();
        assertThat(permissions.defect()).hasMessageContaining("expected: an address literal");
    }

    @Test
    void all_conditions_must_hold_and_one_value_suffices() {
        String condition = "{\"StringEquals\":{\"iot:ClientId\":[\"a\",\"b\"],\"iot:CertificateId\":\"c\"},"
                + "\"Bool\":{\"iot:Connection.Thing.IsAttached\":true}}";
        Map<String, String> all =
                Map.of("iot:ClientId", "b", "iot:CertificateId", "c", "iot:Connection.Thing.IsAttached", "true");

        assertThat(holds(condition, all)).isTrue();
        for (String name : all.keySet()) {
            Map<String, String> changed = new HashMap<>(all);
            changed.put(name, "false");
            assertThat(holds(condition, changed)).as(name).isFalse();
        }
    }

    @Test
    void every_value_of_a_list_is_looked_at() {
        Variables several = Variables.of(Map.of("iot:Certificate.Subject.Organization", List.of("a", "b")));
        for (Object[] expected : new Object[][] {
            {"ForAllValues:StringEquals", "[\"a\",\"b\",\"c\"]", true},
            {"ForAllValues:StringEquals", "[\"a\"]", false},
            {"ForAnyValue:StringEquals", "[\"b\"]", true},
            {"ForAnyValue:StringEquals", "[\"c\"]", false},
            {"ForAllValues:StringNotEquals", "[\"c\"]", true},
            {"ForAllValues:StringNotEquals", "[\"b\"]", false},
            {"ForAnyValue:StringNotLike", "[\"b*\"]", true},
        }) {
            String condition =
                    "{\"" + expected[0] + "\":{\"iot:Certificate.Subject.Organization.List\":" + expected[1] + "}}";
            CompiledPolicy policy = Given.policy(when(condition, allow("iot:Connect", "*")));
            assertThat(Permissions.bind(List.of(policy), several).mayConnect("x"))
                    .as(condition)
                    .isEqualTo(expected[2]);
        }
    }

    @Test
    void a_deny_may_rest_on_a_value_that_is_unknown_and_an_allow_may_not() {
        String notTheThing = "{\"StringNotEquals\":{\"iot:ClientId\":\"${iot:Connection.Thing.ThingName}\"}}";
        Map<String, String> noThing = Map.of("iot:ClientId", "a");

        assertThat(holds(notTheThing, noThing)).isFalse();
        assertThat(permissions(noThing, allow("iot:Connect", "*"), when(notTheThing, deny("iot:Connect", "*")))
                        .decide(Action.CONNECT, "a"))
                .isEqualTo(Decision.EXPLICIT_DENY);
        Map<String, String> thing = Map.of("iot:ClientId", "a", "iot:Connection.Thing.ThingName", "a");
        assertThat(permissions(thing, allow("iot:Connect", "*"), when(notTheThing, deny("iot:Connect", "*")))
                        .mayConnect("a"))
                .isTrue();
    }

    @Test
    void a_value_that_may_not_be_put_in_fulfils_the_condition_of_a_deny_and_not_of_an_allow() {
        for (String operator : List.of("StringEquals", "StringLike", "StringNotEquals", "ForAnyValue:StringLike")) {
            String condition = "{\"" + operator + "\":{\"iot:CertificateId\":\"${iot:ClientId}\"}}";
            Map<String, String> hostile = Map.of("iot:CertificateId", "abc", "iot:ClientId", "a*c");

            Permissions allowed = permissions(hostile, when(condition, allow("iot:Publish", "topic/a")));
            Permissions denied = permissions(
                    hostile, allow("iot:Publish", "topic/a"), when(condition, deny("iot:Publish", "topic/a")));

            assertThat(allowed.decide(Action.PUBLISH, "a")).as(operator).isEqualTo(Decision.IMPLICIT_DENY);
            assertThat(denied.decide(Action.PUBLISH, "a")).as(operator).isEqualTo(Decision.EXPLICIT_DENY);
        }
    }

    @Test
    void a_value_that_the_operator_cannot_read_fulfils_the_condition_of_a_deny_and_not_of_an_allow() {
        for (String operator : List.of(
                "NumericLessThan\":{\"KEY\":\"5", "NumericNotEquals\":{\"KEY\":\"5",
                "DateLessThan\":{\"KEY\":\"2031", "ArnLike\":{\"KEY\":\"arn:a:b:c:d:e",
                "Bool\":{\"KEY\":\"true", "Bool\":{\"KEY\":\"false")) {
            String condition = "{\"" + operator.replace("KEY", "iot:Connection.Thing.Attributes[x]") + "\"}}";
            Map<String, String> word = Map.of("iot:Connection.Thing.Attributes[x]", "word");

            assertThat(holds(condition, word)).as(condition).isFalse();
            assertThat(permissions(word, allow("iot:Connect", "*"), when(condition, deny("iot:Connect", "*")))
                            .decide(Action.CONNECT, "a"))
                    .as(condition)
                    .isEqualTo(Decision.EXPLICIT_DENY);
        }
    }

    @Test
    void what_looks_like_a_variable_in_a_value_hides_no_colon_of_an_arn() {
        String condition = "{\"ArnLike\":{\"iot:ClientId\":\"arn:aws:iot:*:*:secret/*\"}}";
        Map<String, String> client = Map.of("iot:ClientId", "arn:aws:iot:${a:}b:secret/x:y");

        assertThat(holds(condition, client)).isTrue();
        assertThat(permissions(client, allow("iot:Connect", "*"), when(condition, deny("iot:Connect", "*")))
                        .decide(Action.CONNECT, "a"))
                .isEqualTo(Decision.EXPLICIT_DENY);
    }

    @Test
    void an_index_means_one_of_several_values_and_the_plain_name_the_first() {
        String organization = "iot:Certificate.Subject.Organization";
        Variables several = Variables.of(Map.of(organization, List.of("a", "b", "c", "d", "e", "forbidden")));
        for (Object[] expected : new Object[][] {
            {"", "a", true},
            {"", "b", false},
            {".1", "a", true},
            {".2", "b", true},
            {".5", "e", true},
        }) {
            CompiledPolicy policy = Given.policy(when(
                    "{\"StringEquals\":{\"" + organization + expected[0] + "\":\"" + expected[1] + "\"}}",
                    allow("iot:Publish", "topic/${" + organization + expected[0] + "}")));
            assertThat(Permissions.bind(List.of(policy), several)
                            .decide(Action.PUBLISH, (String) expected[1])
                            .isAllowed())
                    .as(organization + expected[0])
                    .isEqualTo(expected[2]);
        }
        CompiledPolicy all = Given.policy(when(
                "{\"ForAnyValue:StringEquals\":{\"" + organization + ".List\":\"forbidden\"}}",
                allow("iot:Connect", "*")));
        assertThat(Permissions.bind(List.of(all), several).mayConnect("a"))
                .as("only five values are looked at")
                .isFalse();
        CompiledPolicy beyond = Given.policy(allow("iot:Publish", "topic/${" + organization + ".3}"));
        Variables two = Variables.of(Map.of(organization, List.of("a", "b")));
        assertThat(Permissions.bind(List.of(beyond), two)
                        .explain(Action.PUBLISH, "c")
                        .missing())
                .containsExactly(organization + ".3");
    }

    @Test
    void what_is_missing_is_named() {
        Permissions permissions = permissions(
                Map.of(),
                when(
                        "{\"StringEquals\":{\"iot:Connection.Thing.ThingTypeName\":\"${iot:ClientId}\"}}",
                        allow("iot:Connect", "*")));

        assertThat(permissions.explain(Action.CONNECT, "a").missing())
                .containsExactly("iot:Connection.Thing.ThingTypeName", "iot:ClientId");
        assertThat(permissions.explain(Action.PUBLISH, "a").missing()).isEmpty();
    }
}
