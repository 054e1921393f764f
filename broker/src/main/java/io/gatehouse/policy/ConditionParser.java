package io.gatehouse.policy;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonNumber;
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
        String problem = CompiledCondition.keyProblem(operator, member.name());
        if (problem != null) {
            problems.add(path, member.position(), problem);
            return;
        }
        String keyPath = path + "." + member.name();
        List<String> values = new ArrayList<>();
        for (JsonString value : given(keyPath, operator, member.value())) {
            String wrong = valueProblem(operator, value.text());
            if (wrong == null) {
                values.add(value.text());
            } else {
                problems.add(keyPath, value.position(), wrong);
            }
        }
        conditions.add(new Condition(operator, member.name(), values));
    }

    /** An empty list means something to a quantifier: no value of the key can be in it. AWS's examples have it. */
    private List<JsonString> given(String keyPath, ConditionOperator operator, JsonValue value) {
        boolean mayBeEmpty = operator.quantifier() != ConditionOperator.Quantifier.SINGLE;
        if (mayBeEmpty && value instanceof JsonArray array && array.elements().isEmpty()) {
            return List.of();
        }
        return document.strings(keyPath, scalarsAsStrings(operator, value));
    }

    private static @Nullable String valueProblem(ConditionOperator operator, String value) {
        ConditionOperator.Operand operand = operator.comparison().operand();
        String problem = ConditionValue.problem(operand, value);
        if (problem != null) {
            return problem;
        }
        for (String name : ConditionValue.of(operand, value).variables()) {
            if (!VariableNames.isSubstitutable(name)) {
                return Quoted.of(value) + ": unknown variable " + Quoted.of(name)
                        + " (expected: a variable that can have a value"
                        + Quoted.didYouMean(name, VariableNames.examples()) + ")";
            }
        }
        return null;
    }

    /** {@code "Bool": {"key": true}} and {@code "NumericEquals": {"key": 1}} are common and have one meaning. */
    private static JsonValue scalarsAsStrings(ConditionOperator operator, JsonValue value) {
        boolean onNumbers = operator.comparison().operand() == ConditionOperator.Operand.NUMBER;
        return switch (value) {
            case JsonBoolean(boolean flag, var position) -> new JsonString(Boolean.toString(flag), position);
            case JsonNumber(String text, var position) when onNumbers -> new JsonString(text, position);
            default -> value;
        };
    }

    private static String shortList() {
        StringBuilder names = new StringBuilder();
        for (ConditionOperator.Comparison comparison : ConditionOperator.Comparison.values()) {
            names.append(names.isEmpty() ? "" : ", ").append(comparison.text());
        }
        return names + "; all but Null also with ForAllValues: or ForAnyValue: in front and IfExists behind";
    }
}
