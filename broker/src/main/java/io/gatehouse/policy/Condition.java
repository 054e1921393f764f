package io.gatehouse.policy;

import java.util.List;

/**
 * One key under one operator: {@code "StringEquals": {"iot:ClientId": ["a", "b"]}}.
 *
 * @param key a name of {@link VariableNames}
 * @param values one or more; a positive operator wants one of them, a negated one none of them
 */
public record Condition(ConditionOperator operator, String key, List<String> values) {
    public Condition {
        values = List.copyOf(values);
    }
}
