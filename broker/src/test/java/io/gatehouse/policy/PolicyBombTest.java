package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents that are written to cost more than they are worth. */
class PolicyBombTest {
    static List<String> bombs() {
        String head = "{\"Version\":\"2012-10-17\",\"Statement\":[";
        String open = head + "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",";
        String keys = IntStream.range(0, 1500)
                .mapToObj(i -> "\"iot:Connection.Thing.Attributes[" + i + "]\":[]")
                .collect(Collectors.joining(","));
        return List.of(
                head + "{},".repeat(10_000) + "{}]}",
                head + "{\"Effect\":\"Deny\"},".repeat(10_000) + "{}]}",
                head + "[".repeat(30_000) + "]".repeat(30_000) + "]}",
                open + "\"Condition\":" + "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000) + "}]}",
                open + "\"Condition\":{\"StringEquals\":{\"iot:ClientId\":\"a\",\"iot:ClientId\":\"b\"}}}]}",
                open + "\"Condition\":{\"StringEquals\":{},\"StringEquals\":{}}}]}",
                open + "\"Effect\":\"Allow\"}]}",
                open + "\"Condition\":{\"ForAllValues:StringEquals\":{" + keys + "}}}]}",
                open + "\"Condition\":{\"StringLike\":{\"iot:ClientId\":[" + "\"*\",".repeat(5000) + "\"a\"]}}}]}",
                open + "\"Condition\":{\"NumericEquals\":{\"iot:ClientId\":1" + "0".repeat(60_000) + "}}}]}",
                open + "\"Condition\":{\"NumericEquals\":{\"iot:ClientId\":1e999999999}}}]}",
                open + "\"Condition\":{\"ArnLike\":{\"iot:ClientId\":\"" + ":".repeat(60_000) + "\"}}}]}",
                open + "\"Sid\":\"" + "x".repeat(60_000) + "\"}]}",
                open + "\"" + "k".repeat(60_000) + "\":1}]}",
                "[" + "1,".repeat(30_000) + "1]",
                "\"" + "\\u0000".repeat(10_000) + "\"",
                "1".repeat(60_000),
                "x".repeat(65_537),
                " ".repeat(10_000_000),
                "");
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void a_bomb_is_answered_briefly_with_line_column_and_what_was_expected(String bomb) {
        for (PolicyLimits limits : List.of(PolicyLimits.STRICT, PolicyLimits.EXTENDED)) {
            List<Problem> problems = problems(bomb, limits);

            assertThat(problems).isNotEmpty().hasSizeLessThan(102);
            assertThat(problems).allSatisfy(problem -> {
                assertThat(problem.line()).isPositive();
                assertThat(problem.column()).isPositive();
                assertThat(problem.message()).contains("expected").hasSizeLessThan(1500);
            });
        }
    }

    @Test
    void a_document_of_a_thousand_statements_is_read_compiled_and_bound() {
        String statement = "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}";
        PolicyDocument document =
                Given.document(Collections.nCopies(1000, statement).toArray(String[]::new));

        assertThat(document.statements()).hasSize(1000);
        assertThat(Permissions.bind(List.of(CompiledPolicy.compile("full", document, Given.SCOPE)), Variables.NONE)
                        .evaluate(Action.CONNECT, "a")
                        .allows())
                .hasSize(1000);
    }

    private static List<Problem> problems(String json, PolicyLimits limits) {
        return switch (PolicyParser.parse(json, limits)) {
            case PolicyParse.Parsed _ -> List.of();
            case PolicyParse.Malformed(List<Problem> problems) -> problems;
        };
    }
}
