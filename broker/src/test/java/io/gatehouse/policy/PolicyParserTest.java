package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyParserTest {
    private static List<Problem> problems(String json) {
        return problems(json, PolicyLimits.EXTENDED);
    }

    private static List<Problem> problems(String json, PolicyLimits limits) {
        return switch (PolicyParser.parse(json, limits)) {
            case PolicyParse.Parsed(PolicyDocument document) -> throw new AssertionError("accepted: " + document);
            case PolicyParse.Malformed(List<Problem> problems) -> problems;
        };
    }

    /** A document with one statement of these members. */
    private static String with(String members) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":{" + members + "}}";
    }

    private static String problemWith(String members) {
        List<Problem> problems = problems(with(members));
        assertThat(problems).hasSize(1);
        return problems.getFirst().message();
    }

    private static String condition(String condition) {
        return "\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":" + condition;
    }

    @Test
    void reads_every_part_of_a_document() {
        PolicyDocument document = Given.parsed("""
            {"Version": "2012-10-17", "Id": "fleet", "Statement": [
              {"Sid": "a", "Effect": "Allow", "Action": ["iot:Publish", "iot:Receive"],
               "Resource": ["arn:aws:iot:*:*:topic/${iot:ClientId}/*", "*"],
               "Condition": {"StringLike": {"iot:ClientId": ["a*", "b"]},
                             "Bool": {"iot:Connection.Thing.IsAttached": "true"}}},
              {"Effect": "Deny", "Action": "*", "Resource": "*"}]}
            """);

        assertThat(document.id()).isEqualTo("fleet");
        assertThat(document.statements()).hasSize(2);
        Statement first = document.statements().getFirst();
        assertThat(first.sid()).isEqualTo("a");
        assertThat(first.effect()).isEqualTo(Effect.ALLOW);
        assertThat(first.actions()).containsExactly("iot:Publish", "iot:Receive");
        assertThat(first.resources()).containsExactly("arn:aws:iot:*:*:topic/${iot:ClientId}/*", "*");
        assertThat(first.conditions().stream().map(one -> one.operator().text() + " " + one.key() + " " + one.values()))
                .containsExactly("StringLike iot:ClientId [a*, b]", "Bool iot:Connection.Thing.IsAttached [true]");
        assertThat(document.statements().get(1).sid()).isNull();
    }

    @Test
    void a_single_statement_needs_no_array() {
        assertThat(Given.parsed(with("\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\""))
                        .statements())
                .hasSize(1);
    }

    @Test
    void all_problems_are_reported_at_once_with_line_and_column() {
        List<Problem> problems = problems("""
            {
              "Version": "2008-10-17",
              "Statement": [
                {"Efect": "Allow", "Action": "iot:Publish", "Resource": "topic/a"},
                {"Effect": "allow", "Action": [], "Resource": "*"},
                7
              ]
            }
            """);

        assertThat(problems.stream().map(Problem::toString))
                .containsExactly(
                        "line 2, column 14: Version: \"2008-10-17\" (expected: \"2012-10-17\")",
                        "line 4, column 6: Statement[0]: unknown key \"Efect\" (expected: Sid, Effect, Action,"
                                + " Resource, Condition; did you mean Effect?)",
                        "line 4, column 5: Statement[0].Effect: missing (expected: \"Allow\" or \"Deny\")",
                        "line 4, column 61: Statement[0].Resource: \"topic/a\" (expected: * or"
                                + " arn:aws:iot:REGION:ACCOUNT:TYPE/NAME)",
                        "line 5, column 16: Statement[1].Effect: \"allow\" (expected: \"Allow\" or \"Deny\")",
                        "line 5, column 35: Statement[1].Action: 0 values (expected: 1 to 1000)",
                        "line 6, column 5: Statement[2]: a number (expected: an object)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|document: an array (expected: an object with Version and Statement)",
                "{}|Version: missing (expected: \"2012-10-17\")",
                "{\"Version\":\"2012-10-17\"}|Statement: missing (expected: one or more statements)",
                "{\"Version\":\"2012-10-17\",\"Statement\":[]}|Statement: 0 statements (expected: 1 to 1000)",
                "{\"Version\":\"2012-10-17\",\"Statement\":\"x\"}|Statement: a string (expected: an object, or an"
                        + " array of them)",
                "{\"Version\":2012,\"Statement\":[]}|Version: a number (expected: \"2012-10-17\")",
                "{\"version\":\"2012-10-17\"}|document: unknown key \"version\" (expected: Version, Id, Statement; did"
                        + " you mean Version?)",
                "{\"Version\":\"2012-10-17\",\"Version\":\"2012-10-17\"}|document: key: \"Version\" a second time",
                "{\"Version\":\"2012-10-17\"} x|document: not JSON",
                "{\"Version\":\"2012-10-17\"} {}|document: text after the end",
                "|document: empty (expected: a JSON value)"
            })
    void a_broken_document_says_what_was_expected(String json, String message) {
        assertThat(problems(json == null ? "" : json).getFirst().message()).startsWith(message);
    }

    @Test
    void principals_and_negated_elements_are_refused_with_their_reason() {
        String rest = ",\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"";
        assertThat(problemWith("\"Principal\":\"*\"" + rest))
                .startsWith("Statement.Principal: not allowed (expected: no principal");
        assertThat(problemWith("\"NotAction\":\"*\"" + rest))
                .startsWith("Statement.NotAction: not supported (expected: Action;");
        assertThat(problemWith("\"NotResource\":\"*\"" + rest))
                .startsWith("Statement.NotResource: not supported (expected: Resource;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "topic/a",
                "**",
                "arn",
                "arn:",
                "arn:aws:iot",
                "arn:aws:iot:eu:1",
                "arn:aws:iot:*:topic/a",
                "arn:aws:iot:eu:1:",
                "arn:aws:iot:eu:${iot:ClientId}:topic/a",
                "arn:aws:iot:${iot:ClientId}*",
                "${iot:ClientId}",
                "arn:aws:iot:eu:1:topic/${",
                "arn:aws:iot:eu:1:topic/${iot:ClientId",
                "arn:aws:iot:eu:1:topic/${}",
                "arn:aws:iot:eu:1:topic/${${iot:ClientId}}",
                "arn:aws:iot:eu:1:topic/${iot:ClientId,'x'}",
                "arn:aws:iot:eu:1:topic/${$x}",
                "arn:aws:iot:eu:1:topic/${iot:Client\\u0085Id}",
                "arn:aws:iot:eu:1:topic/${iot: ClientId}",
                ""
            })
    void a_resource_that_could_not_mean_anything_is_refused(String resource) {
        assertThat(problemWith("\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"" + resource + "\""))
                .startsWith("Statement.Resource: ")
                .contains("(expected: ");
    }

    @Test
    void a_deny_with_a_variable_that_never_has_a_value_is_refused_and_an_allow_is_not() {
        String rest = ",\"Action\":\"*\",\"Resource\":\"arn:aws:iot:eu:1:topic/${iot:ClientID}\"";

        assertThat(problemWith("\"Effect\":\"Deny\"" + rest))
                .contains("unknown variable \"iot:ClientID\"")
                .contains("did you mean iot:ClientId?");
        assertThat(Given.parsed(with("\"Effect\":\"Allow\"" + rest)).statements())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Publish",
                "iot",
                "iot:",
                ":Publish",
                "iot:Pub lish",
                "iot:Publish:x",
                "",
                "iot:${iot:ClientId}",
                "iot:Ä"
            })
    void an_action_must_look_like_one(String action) {
        assertThat(problemWith("\"Effect\":\"Allow\",\"Action\":\"" + action + "\",\"Resource\":\"*\""))
                .startsWith("Statement.Action: ");
    }

    @Test
    void an_action_without_its_service_gets_a_suggestion() {
        assertThat(problemWith("\"Effect\":\"Allow\",\"Action\":\"Publish\",\"Resource\":\"*\""))
                .contains("did you mean iot:Publish?");
    }

    @Test
    void an_unknown_action_is_accepted_as_at_aws() {
        assertThat(Given.parsed(with("\"Effect\":\"Allow\",\"Action\":\"iot:Publsh\",\"Resource\":\"*\""))
                        .statements())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"StringEqual\":{\"iot:ClientId\":\"a\"}}|unknown operator \"StringEqual\"|did you mean"
                        + " StringEquals?",
                "{\"BinaryEquals\":{\"iot:ClientId\":\"1\"}}|unknown operator \"BinaryEquals\"|expected: StringEquals",
                "{\"ForAllValues:Null\":{\"iot:ClientId\":\"true\"}}|unknown operator|expected: ",
                "{\"NumericEquals\":{\"iot:ClientId\":\"one\"}}|\"one\"|a number such as",
                "{\"NumericEquals\":{\"iot:ClientId\":\"1e3\"}}|\"1e3\"|a number such as",
                "{\"NumericEquals\":{\"iot:ClientId\":\"${iot:ClientId}\"}}|iot:ClientId|a number such as",
                "{\"DateLessThan\":{\"iot:ClientId\":\"tomorrow\"}}|\"tomorrow\"|a date such as",
                "{\"DateLessThan\":{\"iot:ClientId\":\"2031-02-30\"}}|\"2031-02-30\"|a date such as",
                "{\"ArnLike\":{\"iot:ClientId\":\"thing/a\"}}|\"thing/a\"|an ARN of six fields",
                "{\"ArnLike\":{\"iot:ClientId\":\"arn:${iot:ClientId}:iot:a:b\"}}|arn:|an ARN of six fields",
                "{\"StringEquals\":{\"iot:ConnectAttributes\":\"a\"}}|\"iot:ConnectAttributes\"|with ForAllValues:",
                "{\"StringEquals\":{\"iot:Certificate.Subject.CommonName.List\":\"a\"}}|List|with ForAllValues:",
                "{\"StringEquals\":{\"iot:Certificate.Subject.CommonName.6\":\"a\"}}|unknown key|expected: ",
                "{\"StringEquals\":{\"iot:Certificate.Subject.CommonName.0\":\"a\"}}|unknown key|expected: ",
                "{\"StringEquals\":{\"iot:ClientId.1\":\"a\"}}|unknown key|expected: ",
                "{\"StringEquals\":{\"iot:ClientId\":\"${iot:ConnectAttributes}\"}}|unknown variable|expected: ",
                "{\"ForAllValues:IpAddress\":{\"iot:ConnectAttributes\":\"10.0.0.0\"}}|on texts|expected: ",
                "{\"NullIfExists\":{\"iot:ClientId\":\"true\"}}|unknown operator|expected: ",
                "{\"StringEquals\":{\"iot:ClientID\":\"a\"}}|unknown key \"iot:ClientID\"|did you mean iot:ClientId?",
                "{\"StringEquals\":{\"aws:username\":\"a\"}}|unknown key|a key that this broker can evaluate",
                "{\"StringEquals\":{\"iot:ClientId\":\"${iot:Typo}\"}}|unknown variable \"iot:Typo\"|expected: ",
                "{\"StringEquals\":{\"iot:ClientId\":\"${\"}}|${ without }|expected: ",
                "{\"StringEquals\":{\"iot:ClientId\":[]}}|0 values|expected: 1 to",
                "{\"StringEquals\":{\"iot:ClientId\":7}}|a number|expected: a string",
                "{\"StringEquals\":{}}|an object|one or more keys",
                "{\"StringEquals\":\"a\"}|a string|an object of one or more keys",
                "[]|an array|an object of operators",
                "{\"Bool\":{\"iot:Connection.Thing.IsAttached\":\"yes\"}}|\"yes\"|\"true\" or \"false\"",
                "{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/33\"}}|\"10.0.0.0/33\"|an address or a block",
                "{\"IpAddress\":{\"aws:SourceIp\":\"10.1\"}}|\"10.1\"|an address or a block",
                "{\"IpAddress\":{\"aws:SourceIp\":\"localhost\"}}|\"localhost\"|an address or a block",
                "{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/+8\"}}|\"10.0.0.0/+8\"|an address or a block",
                "{\"IpAddress\":{\"iot:ClientId\":\"10.0.0.0\"}}|\"iot:ClientId\"|aws:SourceIp with IpAddress",
                "{\"StringEquals\":{\"aws:SourceIp\":\"10.0.0.0\"}}|\"aws:SourceIp\"|with IpAddress"
            })
    void a_condition_that_cannot_be_evaluated_is_never_ignored(String json, String found, String expected) {
        assertThat(problemWith(condition(json))).contains(found).contains(expected);
    }

    @Test
    void a_boolean_may_stand_without_quotes() {
        assertThat(Given.parsed(with(condition("{\"Bool\":{\"iot:Connection.Thing.IsAttached\":true}}")))
                        .statements()
                        .getFirst()
                        .conditions()
                        .getFirst()
                        .values())
                .containsExactly("true");
    }

    @Test
    void white_space_does_not_count_towards_the_size() {
        String statement = "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}";
        String head = "{\"Version\":\"2012-10-17\",\"Id\":\"\",\"Statement\":[" + statement;
        int missing = 2048 - head.length() - 2;
        String full = head.replace("\"Effect\"", "\"Sid\":\"" + "x".repeat(missing % 100) + "\",\"Effect\"");
        StringBuilder document = new StringBuilder(full);
        while (document.length() + 2 + statement.length() + 1 <= 2048) {
            document.append(',').append(statement);
        }
        String exact = document + "]}";
        String spaced = exact.replace(",", " ,\n\t");

        assertThat(exact.length()).isBetween(1900, 2048);
        assertThat(PolicyParser.parse(exact, PolicyLimits.STRICT)).isInstanceOf(PolicyParse.Parsed.class);
        assertThat(spaced.length()).isGreaterThan(2048);
        assertThat(PolicyParser.parse(spaced, PolicyLimits.STRICT)).isInstanceOf(PolicyParse.Parsed.class);
        assertThat(problems(exact + "x".repeat(2049), PolicyLimits.STRICT)
                        .getFirst()
                        .message())
                .contains("characters without white space (expected: at most 2048)");
    }

    @Test
    void bombs_are_refused() {
        String statement = "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"},";
        String head = "{\"Version\":\"2012-10-17\",\"Statement\":[";

        assertThat(problems(head + statement.repeat(10_000) + "{}]}")).hasSize(1);
        assertThat(problems(head + statement.repeat(1000) + "{}]}").getFirst().message())
                .isEqualTo("Statement: 1001 statements (expected: 1 to 1000)");
        assertThat(problems(head + "[".repeat(60_000)).getFirst().message()).contains("depth at most 8");
        assertThat(problems(" ".repeat(10_000_000)).getFirst().message()).contains("expected: at most");
        assertThat(problems(head + "{},".repeat(900) + "{}]}")).hasSize(101);
        assertThat(problems(with("\"Effect\":\"Allow\",\"Action\":[" + "\"*\",".repeat(1000)
                                + "\"*\"],\"Resource\":\"*\""))
                        .getFirst()
                        .message())
                .isEqualTo("Statement.Action: 1001 values (expected: 1 to 1000)");
        assertThat(problemWith("\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:iot:eu:1:"
                        + "${iot:ClientId}".repeat(17) + "\""))
                .contains("17 variables (expected: at most 16");
        assertThat(problemWith("\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:iot:eu:1:"
                        + "a*".repeat(1100) + "\""))
                .contains("expected: at most 2048");
    }

    @Test
    void a_message_quotes_little_and_no_control_characters() {
        String message =
                problemWith("\"Effect\":\"" + "\\u001b[2J\\n".repeat(500) + "\",\"Action\":\"*\",\"Resource\":\"*\"");

        assertThat(message.length()).isLessThan(700);
        assertThat(message.chars()).noneMatch(Character::isISOControl);
    }
}
