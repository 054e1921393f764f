package io.gatehouse.policy;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code Condition} of a statement. Everything in it must be understood: a condition that is skipped makes an
 * Allow wider, one that never holds makes a Deny void.
 */
final class ConditionParser {
    private final PolicyParser document;
    private final Problems problems;

    ConditionParser(PolicyParser document, Problems problems) {
        this.document = document;
        this.problems = problems;
    }

    List<Condition> conditions(String path, JsonValue value) {
        List<Condition> conditions = new ArrayList<>();
        if (!(value instanceof JsonObject operators)) {
            problems.add(path, value.position(), value.kind() + " (expected: an object of operators)");
            return conditions;
        }
        for (JsonObject.Member member : operators.members()) {
            ConditionOperator operator = ConditionOperator.of(member.name());
            if (operator == null) {
                List<String> known = ConditionOperator.all().stream()
                        .map(ConditionOperator::text)
                        .toList();
                problems.add(
                        path,
                        member.position(),
                        "unknown operator " + Quoted.of(member.name()) + " (expected: " + shortList()
                                + Quoted.didYouMean(member.name(), known) + ")");
            } else if (member.value() instanceof JsonObject keys
                    && !keys.members().isEmpty()) {
                keys.members().forEach(key -> condition(path + "." + operator.text(), operator, key, conditions));
            } else {
                problems.add(
                        path + "." + operator.text(),
                        member.value().position(),
                        member.value().kind() + " (expected: an object of one or more keys)");
            }
        }
        return conditions;
    }

    private void condition(
            String path, ConditionOperator operator, JsonObject.Member member, List<Condition> conditions) {
        String problem = CompiledCondition.keyProblem(operator.comparison(), member.name());
        if (problem != null) {
            problems.add(path, member.position(), problem);
            return;
        }
        String keyPath = path + "." + member.name();
        List<String> values = new ArrayList<>();
        for (JsonString value : document.strings(keyPath, flagsAsStrings(member.value()))) {
            String wrong = valueProblem(operator, value.text());
            if (wrong == null) {
                values.add(value.text());
            } else {
                problems.add(keyPath, value.position(), wrong);
            }
        }
        conditions.add(new Condition(operator, member.name(), values));
    }

    private static @Nullable String valueProblem(ConditionOperator operator, String value) {
        String problem = CompiledCondition.problem(operator.comparison(), value);
        if (problem != null || !operator.comparison().isOnStrings()) {
            return problem;
        }
        for (String name : Template.of(value, false).variables()) {
            if (!VariableNames.isKnown(name)) {
                return Quoted.of(value) + ": unknown variable " + Quoted.of(name)
                        + " (expected: a variable that can have a value"
                        + Quoted.didYouMean(name, VariableNames.examples()) + ")";
            }
        }
        return null;
    }

    /** {@code "Bool": {"key": true}} is common and has one meaning. */
    private static JsonValue flagsAsStrings(JsonValue value) {
        return value instanceof JsonValue.JsonBoolean(boolean flag, var position)
                ? new JsonString(Boolean.toString(flag), position)
                : value;
    }

    private static String shortList() {
        StringBuilder names = new StringBuilder();
        for (ConditionOperator.Comparison comparison : ConditionOperator.Comparison.values()) {
            names.append(names.isEmpty() ? "" : ", ").append(comparison.text());
        }
        return names + "; strings also with ForAllValues: or ForAnyValue:, all but Null also with IfExists";
    }
}
