package io.gatehouse.policy;

import io.gatehouse.policy.ConditionOperator.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a statement, evaluated once for each connection: no key it may name changes while a connection
 * lives. Immutable.
 *
 * <p>The rules are IAM's ("IAM JSON policy elements: Condition operators"): a positive operator wants one of its values
 * to match, a negated one none of them; where the key has no value, the positive is false, the negated is true,
 * {@code …IfExists} is true, {@code ForAllValues:} is true and {@code ForAnyValue:} is false.
 *
 * <p>Two rules are stricter. A value with a variable that cannot be resolved matches nothing, which makes a negated
 * operator hold; a Deny may rest on that, an Allow may not. And where a variable has a value that may not be put in
 * (see {@link Substitution}), the condition of a Deny holds.
 */
final class CompiledCondition {
    private final ConditionOperator operator;
    private final String key;
    private final List<Value> values;

    private CompiledCondition(ConditionOperator operator, String key, List<Value> values) {
        this.operator = operator;
        this.key = key;
        this.values = values;
    }

    /** One value of the document, made ready for its operator. */
    private sealed interface Value {
        /** For every operator on strings. */
        record Text(Template template) implements Value {}

        /** For {@code Bool} and {@code Null}. */
        record Flag(boolean flag) implements Value {}

        /** For {@code IpAddress} and {@code NotIpAddress}. */
        record Range(AddressRange range) implements Value {}
    }

    /** What is wrong with a value under that operator, as {@code value (expected: …)}, or {@code null}. */
    static @Nullable String problem(Comparison comparison, String value) {
        return switch (comparison) {
            case STRING_EQUALS,
                    STRING_NOT_EQUALS,
                    STRING_EQUALS_IGNORE_CASE,
                    STRING_NOT_EQUALS_IGNORE_CASE,
                    STRING_LIKE,
                    STRING_NOT_LIKE -> {
                String problem = Template.problem(value);
                yield problem == null ? null : Quoted.of(value) + ": " + problem;
            }
            case BOOL, NULL -> isFlag(value) ? null : Quoted.of(value) + " (expected: \"true\" or \"false\")";
            case IP_ADDRESS, NOT_IP_ADDRESS ->
                AddressRange.parse(value) == null
                        ? Quoted.of(value) + " (expected: an address or a block, such as \"192.0.2.0/24\")"
                        : null;
        };
    }

    /** What is wrong with the key under that operator, as {@code value (expected: …)}, or {@code null}. */
    static @Nullable String keyProblem(Comparison comparison, String key) {
        if (!VariableNames.isKnown(key)) {
            return "unknown key " + Quoted.of(key) + " (expected: a key that this broker can evaluate"
                    + Quoted.didYouMean(key, VariableNames.examples()) + ")";
        }
        boolean onAddress = comparison == Comparison.IP_ADDRESS || comparison == Comparison.NOT_IP_ADDRESS;
        if (onAddress != key.equals(VariableNames.SOURCE_IP) && comparison != Comparison.NULL) {
            // As texts, ::1 and 0:0:0:0:0:0:0:1 would differ.
            return Quoted.of(key) + " (expected: aws:SourceIp with IpAddress or NotIpAddress, those with no other)";
        }
        return null;
    }

    static CompiledCondition compile(Condition condition) {
        Comparison comparison = condition.operator().comparison();
        String keyProblem = keyProblem(comparison, condition.key());
        if (keyProblem != null) {
            throw new IllegalArgumentException("Condition: " + keyProblem);
        }
        List<Value> values = new ArrayList<>(condition.values().size());
        for (String text : condition.values()) {
            String problem = problem(comparison, text);
            if (problem != null) {
                throw new IllegalArgumentException(condition.key() + ": " + problem);
            }
            values.add(value(comparison, text));
        }
        return new CompiledCondition(condition.operator(), condition.key(), List.copyOf(values));
    }

    private static Value value(Comparison comparison, String text) {
        AddressRange range = comparison.isOnStrings() ? null : AddressRange.parse(text);
        if (range != null) {
            return new Value.Range(range);
        }
        if (!comparison.isOnStrings()) {
            return new Value.Flag(text.equalsIgnoreCase("true"));
        }
        boolean wildcards = comparison == Comparison.STRING_LIKE || comparison == Comparison.STRING_NOT_LIKE;
        return new Value.Text(Template.of(text, wildcards));
    }

    boolean holds(Substitution substitution, Effect effect) {
        if (operator.comparison() == Comparison.NULL) {
            boolean missing = substitution.variables().value(key) == null;
            return values.stream().anyMatch(value -> value instanceof Value.Flag(boolean flag) && (flag == missing));
        }
        if (effect == Effect.ALLOW && operator.comparison().isNegated() && dependsOn(substitution::isMissing)) {
            return false;
        }
        if (effect == Effect.DENY && dependsOn(substitution::isWithheld)) {
            return true;
        }
        return switch (operator.quantifier()) {
            case SINGLE -> {
                String actual = substitution.variables().value(key);
                if (actual == null) {
                    yield operator.ifExists() || operator.comparison().isNegated();
                }
                yield fulfils(actual, substitution);
            }
            case FOR_ALL_VALUES ->
                substitution.variables().values(key).stream().allMatch(actual -> fulfils(actual, substitution));
            case FOR_ANY_VALUE -> {
                List<String> actual = substitution.variables().values(key);
                yield actual.isEmpty()
                        ? operator.ifExists()
                        : actual.stream().anyMatch(one -> fulfils(one, substitution));
            }
        };
    }

    /** Adds the key and the variables of the values that have no usable value. */
    void addMissing(Substitution substitution, Set<String> missing) {
        if (substitution.variables().value(key) == null) {
            missing.add(key);
        }
        for (Value value : values) {
            if (value instanceof Value.Text(Template template)) {
                template.variables().stream().filter(substitution::isMissing).forEach(missing::add);
            }
        }
    }

    private boolean dependsOn(Predicate<String> variable) {
        return values.stream()
                .anyMatch(value -> value instanceof Value.Text(Template template)
                        && template.variables().stream().anyMatch(variable));
    }

    private boolean fulfils(String actual, Substitution substitution) {
        boolean matched = values.stream().anyMatch(value -> matches(value, actual, substitution));
        return matched != operator.comparison().isNegated();
    }

    private boolean matches(Value value, String actual, Substitution substitution) {
        return switch (value) {
            case Value.Flag(boolean flag) -> Boolean.toString(flag).equalsIgnoreCase(actual);
            case Value.Range(AddressRange range) -> range.contains(addressOf(actual));
            case Value.Text(Template template) -> matches(template, actual, substitution);
        };
    }

    private boolean matches(Template template, String actual, Substitution substitution) {
        Comparison comparison = operator.comparison();
        if (comparison == Comparison.STRING_LIKE || comparison == Comparison.STRING_NOT_LIKE) {
            Glob glob = template.glob(substitution::value);
            return glob != null && glob.matches(actual);
        }
        String expected = template.text(substitution::value);
        if (expected == null) {
            return false;
        }
        boolean exact = comparison == Comparison.STRING_EQUALS || comparison == Comparison.STRING_NOT_EQUALS;
        return exact ? expected.equals(actual) : expected.equalsIgnoreCase(actual);
    }

    private static byte[] addressOf(String text) {
        byte[] address = AddressRange.address(text);
        if (address == null) {
            throw new IllegalArgumentException("aws:SourceIp: " + Quoted.of(text) + " (expected: an address literal)");
        }
        return address;
    }

    private static boolean isFlag(String value) {
        return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false");
    }
}
