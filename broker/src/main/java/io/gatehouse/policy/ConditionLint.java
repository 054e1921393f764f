package io.gatehouse.policy;

import io.gatehouse.policy.ConditionOperator.Comparison;
import io.gatehouse.policy.Finding.Kind;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds conditions that a connection without the key passes in an Allow, or that spare it from a Deny. */
final class ConditionLint {
    private final Consumer<Finding> findings;

    ConditionLint(Consumer<Finding> findings) {
        this.findings = findings;
    }

    void check(LintedStatement linted) {
        for (Condition condition : linted.statement().conditions()) {
            if (condition.operator().comparison() == Comparison.NULL) {
                continue; // it asks for just that
            }
            String path = linted.path() + ".Condition." + condition.operator().text();
            switch (linted.statement().effect()) {
                case ALLOW -> allowed(path, condition);
                case DENY -> denied(path, condition);
            }
        }
    }

    private void allowed(String path, Condition condition) {
        if (condition.operator().holdsWithoutKey() && mayBeMissing(condition.key())) {
            add(
                    Kind.CONDITION_HOLDS_WITHOUT_KEY,
                    path,
                    "also holds for a connection without " + condition.key(),
                    "add \"Null\": {\"" + condition.key() + "\": \"false\"} if that is not meant");
        }
    }

    private void denied(String path, Condition condition) {
        Set<String> missing = new LinkedHashSet<>();
        if (!condition.operator().holdsWithoutKey() && mayBeMissing(condition.key())) {
            missing.add(condition.key());
        }
        if (!condition.operator().comparison().isNegated()) {
            for (String value : condition.values()) {
                variables(value).stream().filter(ConditionLint::mayBeMissing).forEach(missing::add);
            }
        }
        if (!missing.isEmpty()) {
            add(
                    Kind.DENY_DEPENDS_ON_VARIABLE,
                    path,
                    "spares a connection for which " + String.join(", ", missing) + " has no value",
                    "add a Deny with the condition \"Null\": "
                            + missing.stream()
                                    .map(key -> "{\"" + key + "\": \"true\"}")
                                    .collect(Collectors.joining(" or "))
                            + " if that is not meant");
        }
    }

    private static Set<String> variables(String value) {
        return Template.problem(value) == null ? Template.of(value, false).variables() : Set.of();
    }

    /** No attributes of a CONNECT is an answer, too. */
    private static boolean mayBeMissing(String key) {
        return !VariableNames.isAlwaysPresent(key) && !key.equals(VariableNames.CONNECT_ATTRIBUTES);
    }

    private void add(Kind kind, String path, String message, String instead) {
        findings.accept(new Finding(kind, path, message, instead));
    }
}
