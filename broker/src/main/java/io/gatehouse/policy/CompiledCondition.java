package io.gatehouse.policy;

import io.gatehouse.policy.ConditionOperator.Comparison;
import io.gatehouse.policy.ConditionOperator.Operand;
import io.gatehouse.policy.ConditionOperator.Quantifier;
import java.math.BigDecimal;
import java.time.Instant;
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
 * <p>Three rules are stricter. A value with a variable that cannot be resolved matches nothing, which makes a negated
 * operator hold; a Deny may rest on that, an Allow may not. Where a variable has a value that may not be put in (see
 * {@link Substitution}), the condition of a Deny holds. And where the key has a value that the operator cannot read, a
 * word where a number is compared, the condition of a Deny holds and that of an Allow does not.
 */
final class CompiledCondition {
    private final Condition source;
    private final List<ConditionValue> values;

    private CompiledCondition(Condition source, List<ConditionValue> values) {
        this.source = source;
        this.values = values;
    }

    /** What is wrong with the key under that operator, as {@code value (expected: …)}, or {@code null}. */
    static @Nullable String keyProblem(ConditionOperator operator, String key) {
        VariableNames.Reference reference = VariableNames.reference(key);
        if (reference == null) {
            return "unknown key " + Quoted.of(key) + " (expected: a key that this broker can evaluate"
                    + Quoted.didYouMean(key, VariableNames.examples()) + ")";
        }
        if (operator.comparison() == Comparison.NULL) {
            return null;
        }
        boolean onAddress = operator.comparison().operand() == Operand.ADDRESS;
        return switch (reference.kind()) {
            case SET ->
                operator.quantifier() != Quantifier.SINGLE && !onAddress
                        ? null
                        : Quoted.of(key) + " (expected: with ForAllValues: or ForAnyValue: in front of an operator on"
                                + " texts, since it may have several values, or with Null)";
            // As texts, ::1 and 0:0:0:0:0:0:0:1 would differ.
            case ADDRESS -> onAddress ? null : Quoted.of(key) + " (expected: with IpAddress, NotIpAddress or Null)";
            case TEXT, FLAG, CERTIFICATE_TEXTS ->
                onAddress ? Quoted.of(key) + " (expected: aws:SourceIp with IpAddress and NotIpAddress)" : null;
        };
    }

    /** @throws IllegalArgumentException if the condition did not come from the parser and breaks its rules */
    static CompiledCondition compile(Condition condition) {
        String keyProblem = keyProblem(condition.operator(), condition.key());
        if (keyProblem != null) {
            throw new IllegalArgumentException("Condition: " + keyProblem);
        }
        Operand operand = condition.operator().comparison().operand();
        return new CompiledCondition(
                condition,
                condition.values().stream()
                        .map(text -> ConditionValue.of(operand, text))
                        .toList());
    }

    /** As the document has it. */
    Condition source() {
        return source;
    }

    boolean holds(Substitution substitution, Effect effect) {
        Comparison comparison = source.operator().comparison();
        List<String> actual = substitution.values(source.key());
        if (comparison == Comparison.NULL) {
            return values.contains(new ConditionValue.Flag(actual.isEmpty()));
        }
        if (effect == Effect.ALLOW && comparison.isNegated() && dependsOn(substitution::isMissing)) {
            return false;
        }
        if (effect == Effect.DENY && dependsOn(substitution::isWithheld)) {
            return true;
        }
        if (actual.stream().anyMatch(one -> !isReadable(comparison.operand(), one))) {
            return effect == Effect.DENY;
        }
        if (actual.isEmpty()) {
            return source.operator().holdsWithoutKey();
        }
        return switch (source.operator().quantifier()) {
            case SINGLE -> fulfils(actual.getFirst(), substitution);
            case FOR_ALL_VALUES -> actual.stream().allMatch(one -> fulfils(one, substitution));
            case FOR_ANY_VALUE -> actual.stream().anyMatch(one -> fulfils(one, substitution));
        };
    }

    /** Adds the variables of its values that have no usable value. */
    void addUnusable(Substitution substitution, Set<String> names) {
        for (ConditionValue value : values) {
            value.variables().stream().filter(substitution::isMissing).forEach(names::add);
        }
    }

    private boolean dependsOn(Predicate<String> variable) {
        return source.operator().comparison().operand().isTemplate()
                && values.stream().anyMatch(value -> value.variables().stream().anyMatch(variable));
    }

    private static boolean isReadable(Operand operand, String actual) {
        return switch (operand) {
            case NUMBER -> Literals.number(actual) != null;
            case DATE -> Literals.moment(actual) != null;
            case ARN -> actual.startsWith("arn:") && fieldsOf(actual).size() == ConditionValue.ARN_FIELDS;
            case FLAG -> ConditionValue.isFlag(actual);
            case TEXT, PATTERN, ADDRESS -> true; // an address that is none is a defect of the caller, see below
        };
    }

    private boolean fulfils(String actual, Substitution substitution) {
        boolean matched = values.stream().anyMatch(value -> matches(value, actual, substitution));
        return matched != source.operator().comparison().isNegated();
    }

    private boolean matches(ConditionValue value, String actual, Substitution substitution) {
        return switch (value) {
            case ConditionValue.Text(Template template) -> {
                String expected = template.text(substitution::value);
                yield expected != null && (ignoresCase() ? expected.equalsIgnoreCase(actual) : expected.equals(actual));
            }
            case ConditionValue.Pattern(Template template) -> matches(template, actual, substitution);
            case ConditionValue.Arn(List<Template> fields) -> matches(fields, actual, substitution);
            case ConditionValue.Amount(BigDecimal wanted) -> {
                BigDecimal number = Literals.number(actual);
                yield number != null && isInOrder(number.compareTo(wanted));
            }
            case ConditionValue.Date(Instant wanted) -> {
                Instant moment = Literals.moment(actual);
                yield moment != null && isInOrder(moment.compareTo(wanted));
            }
            case ConditionValue.Flag(boolean flag) -> Boolean.toString(flag).equalsIgnoreCase(actual);
            case ConditionValue.Range(AddressRange range) -> range.contains(addressOf(actual));
        };
    }

    private static boolean matches(List<Template> fields, String actual, Substitution substitution) {
        List<String> given = fieldsOf(actual);
        for (int i = 0; i < fields.size(); i++) {
            if (!matches(fields.get(i), given.get(i), substitution)) {
                return false;
            }
        }
        return true;
    }

    /** Of a value, not of a document: <code>${…}</code> in it is no variable, and hides no colon. */
    private static List<String> fieldsOf(String actual) {
        return List.of(actual.split(":", ConditionValue.ARN_FIELDS));
    }

    private static boolean matches(Template template, String actual, Substitution substitution) {
        Glob glob = template.glob(substitution::value);
        return glob != null && glob.matches(actual);
    }

    private boolean ignoresCase() {
        Comparison comparison = source.operator().comparison();
        return comparison == Comparison.STRING_EQUALS_IGNORE_CASE
                || comparison == Comparison.STRING_NOT_EQUALS_IGNORE_CASE;
    }

    /** Whether the value of the key stands to the value of the document as the operator wants it. */
    private boolean isInOrder(int order) {
        return switch (source.operator().comparison()) {
            case NUMERIC_LESS_THAN, DATE_LESS_THAN -> order < 0;
            case NUMERIC_LESS_THAN_EQUALS, DATE_LESS_THAN_EQUALS -> order <= 0;
            case NUMERIC_GREATER_THAN, DATE_GREATER_THAN -> order > 0;
            case NUMERIC_GREATER_THAN_EQUALS, DATE_GREATER_THAN_EQUALS -> order >= 0;
            default -> order == 0; // …Equals and …NotEquals, which is negated afterwards
        };
    }

    private static byte[] addressOf(String text) {
        byte[] address = AddressRange.address(text);
        if (address == null) {
            throw new IllegalArgumentException("aws:SourceIp: " + Quoted.of(text) + " (expected: an address literal)");
        }
        return address;
    }
}
