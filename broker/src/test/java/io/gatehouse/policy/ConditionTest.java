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
                "Null, false, x, true"
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
