package io.gatehouse.policy;

import static io.gatehouse.policy.Given.allow;
import static io.gatehouse.policy.Given.deny;
import static io.gatehouse.policy.Given.when;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policies of "Connect policy examples" of the AWS IoT developer guide, and what the guide says they allow. */
class ConnectAttributesTest {
    private static final List<String> PLAIN = List.of();
    private static final List<String> PERSISTENT = List.of("PersistentConnect");
    private static final List<String> WILL = List.of("LastWill");
    private static final List<String> BOTH = List.of("PersistentConnect", "LastWill");
    private static final List<String> NEW_FEATURE = List.of("SomethingOfTomorrow");
    private static final List<String> PERSISTENT_AND_NEW = List.of("PersistentConnect", "SomethingOfTomorrow");

    /** @param allowed the sets of attributes with which a client may connect; with every other it may not */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Example(String says, List<List<String>> allowed, String... statements) {
        @Override
        public String toString() {
            return says;
        }
    }

    static Stream<Example> examples() {
        String connect = allow("iot:Connect", "*");
        String never = deny("iot:Connect", "*");
        return Stream.of(
                new Example(
                        "allows PersistentConnect",
                        List.of(PLAIN, PERSISTENT),
                        when(all("StringEquals", "PersistentConnect"), connect)),
                new Example(
                        "disallows PersistentConnect, other features are allowed",
                        List.of(PLAIN, WILL, NEW_FEATURE),
                        when(all("StringNotEquals", "PersistentConnect"), connect)),
                new Example(
                        "the same with a Deny",
                        List.of(PLAIN, WILL, NEW_FEATURE),
                        connect,
                        when(any("StringEquals", "PersistentConnect"), never)),
                new Example(
                        "allows PersistentConnect and LastWill, no new feature",
                        List.of(PLAIN, PERSISTENT, WILL, BOTH),
                        when(all("StringEquals", "PersistentConnect", "LastWill"), connect)),
                new Example(
                        "clean connect with or without LastWill",
                        List.of(PLAIN, WILL),
                        when(all("StringEquals", "LastWill"), connect)),
                new Example("default features only", List.of(PLAIN), when(all("StringEquals"), connect)),
                new Example(
                        "only with PersistentConnect, new features are allowed with it",
                        List.of(PERSISTENT, BOTH, PERSISTENT_AND_NEW),
                        when(any("StringEquals", "PersistentConnect"), connect)),
                new Example(
                        "must have both, no new feature",
                        List.of(BOTH),
                        when(all("StringEquals", "PersistentConnect", "LastWill"), connect),
                        when(all("StringEquals", "PersistentConnect"), never),
                        when(all("StringEquals", "LastWill"), never),
                        when(all("StringEquals"), never)),
                new Example(
                        "not PersistentConnect, LastWill is possible, no new feature",
                        List.of(PLAIN, WILL),
                        when(any("StringEquals", "PersistentConnect"), never),
                        when(all("StringEquals", "LastWill"), connect)),
                new Example(
                        "no condition allows every feature",
                        List.of(PLAIN, PERSISTENT, WILL, BOTH, NEW_FEATURE, PERSISTENT_AND_NEW),
                        connect));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_of_aws_allows_what_aws_says(Example example) {
        List<List<String>> allowed = new ArrayList<>();
        for (List<String> attributes : List.of(PLAIN, PERSISTENT, WILL, BOTH, NEW_FEATURE, PERSISTENT_AND_NEW)) {
            Variables variables = Variables.of(Map.of(VariableNames.CONNECT_ATTRIBUTES, attributes));
            if (Permissions.bind(List.of(Given.policy(example.statements())), variables)
                    .mayConnect("client1")) {
                allowed.add(attributes);
            }
        }

        assertThat(allowed).isEqualTo(example.allowed());
    }

    private static String all(String comparison, String... values) {
        return condition("ForAllValues:" + comparison, values);
    }

    private static String any(String comparison, String... values) {
        return condition("ForAnyValue:" + comparison, values);
    }

    private static String condition(String operator, String... values) {
        List<String> quoted = Stream.of(values).map(value -> '"' + value + '"').toList();
        return "{\"" + operator + "\":{\"iot:ConnectAttributes\":[" + String.join(",", quoted) + "]}}";
    }
}
