package io.gatehouse.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition operator: {@code [ForAllValues:|ForAnyValue:] comparison [IfExists]}.
 *
 * @param ifExists true where a missing key fulfils the condition
 */
public record ConditionOperator(Quantifier quantifier, Comparison comparison, boolean ifExists) {
    private static final String IF_EXISTS = "IfExists";

    /** How the values of a key that has several are combined. */
    public enum Quantifier {
        /** The key has one value. */
        SINGLE(""),
        /** Every value of the key fulfils the comparison; true where there is none. */
        FOR_ALL_VALUES("ForAllValues:"),
        /** At least one value of the key fulfils it; false where there is none. */
        FOR_ANY_VALUE("ForAnyValue:");

        private final String prefix;

        Quantifier(String prefix) {
            this.prefix = prefix;
        }
    }

    /** What the values of a document are read as. */
    public enum Operand {
        /** A text; may contain variables. */
        TEXT,
        /** A text with the wildcards {@code *} and {@code ?}; may contain variables. */
        PATTERN,
        /** Six fields with wildcards, matched one by one; may contain variables. */
        ARN,
        /** A decimal number. */
        NUMBER,
        /** An ISO 8601 date or time, or seconds since 1970. */
        DATE,
        /** {@code true} or {@code false}. */
        FLAG,
        /** An address or a block of them. */
        ADDRESS;

        /** True where values may contain variables. */
        public boolean isTemplate() {
            return switch (this) {
                case TEXT, PATTERN, ARN -> true;
                case NUMBER, DATE, FLAG, ADDRESS -> false;
            };
        }
    }

    /** What is compared, and how. */
    public enum Comparison {
        STRING_EQUALS("StringEquals", Operand.TEXT),
        STRING_NOT_EQUALS("StringNotEquals", Operand.TEXT),
        STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", Operand.TEXT),
        STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", Operand.TEXT),
        STRING_LIKE("StringLike", Operand.PATTERN),
        STRING_NOT_LIKE("StringNotLike", Operand.PATTERN),
        NUMERIC_EQUALS("NumericEquals", Operand.NUMBER),
        NUMERIC_NOT_EQUALS("NumericNotEquals", Operand.NUMBER),
        NUMERIC_LESS_THAN("NumericLessThan", Operand.NUMBER),
        NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", Operand.NUMBER),
        NUMERIC_GREATER_THAN("NumericGreaterThan", Operand.NUMBER),
        NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", Operand.NUMBER),
        DATE_EQUALS("DateEquals", Operand.DATE),
        DATE_NOT_EQUALS("DateNotEquals", Operand.DATE),
        DATE_LESS_THAN("DateLessThan", Operand.DATE),
        DATE_LESS_THAN_EQUALS("DateLessThanEquals", Operand.DATE),
        DATE_GREATER_THAN("DateGreaterThan", Operand.DATE),
        DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", Operand.DATE),
        /** The same as {@link #ARN_LIKE}, as in IAM. */
        ARN_EQUALS("ArnEquals", Operand.ARN),
        ARN_LIKE("ArnLike", Operand.ARN),
        ARN_NOT_EQUALS("ArnNotEquals", Operand.ARN),
        ARN_NOT_LIKE("ArnNotLike", Operand.ARN),
        BOOL("Bool", Operand.FLAG),
        IP_ADDRESS("IpAddress", Operand.ADDRESS),
        NOT_IP_ADDRESS("NotIpAddress", Operand.ADDRESS),
        /** About the key itself: whether it has a value. */
        NULL("Null", Operand.FLAG);

        private final String text;
        private final Operand operand;

        Comparison(String text, Operand operand) {
            this.text = text;
            this.operand = operand;
        }

        public String text() {
            return text;
        }

        public Operand operand() {
            return operand;
        }

        /** True where the comparison holds if <em>no</em> value matches. */
        public boolean isNegated() {
            return switch (this) {
                case STRING_NOT_EQUALS,
                        STRING_NOT_EQUALS_IGNORE_CASE,
                        STRING_NOT_LIKE,
                        NUMERIC_NOT_EQUALS,
                        DATE_NOT_EQUALS,
                        ARN_NOT_EQUALS,
                        ARN_NOT_LIKE,
                        NOT_IP_ADDRESS -> true;
                case STRING_EQUALS,
                        STRING_EQUALS_IGNORE_CASE,
                        STRING_LIKE,
                        NUMERIC_EQUALS,
                        NUMERIC_LESS_THAN,
                        NUMERIC_LESS_THAN_EQUALS,
                        NUMERIC_GREATER_THAN,
                        NUMERIC_GREATER_THAN_EQUALS,
                        DATE_EQUALS,
                        DATE_LESS_THAN,
                        DATE_LESS_THAN_EQUALS,
                        DATE_GREATER_THAN,
                        DATE_GREATER_THAN_EQUALS,
                        ARN_EQUALS,
                        ARN_LIKE,
                        BOOL,
                        IP_ADDRESS,
                        NULL -> false;
            };
        }
    }

    /** What IAM says of a key without value: true for {@code …IfExists}, for all of none, and for not being equal. */
    boolean holdsWithoutKey() {
        return ifExists
                || quantifier == Quantifier.FOR_ALL_VALUES
                || (quantifier == Quantifier.SINGLE && comparison.isNegated());
    }

    /** As documents spell it: {@code ForAnyValue:StringLikeIfExists}. */
    public String text() {
        return quantifier.prefix + comparison.text + (ifExists ? IF_EXISTS : "");
    }

    /** The operator of that spelling, or {@code null} where there is none that can be evaluated. */
    static @Nullable ConditionOperator of(String text) {
        return Known.BY_TEXT.get(text);
    }

    /** Every operator that can be evaluated. */
    static List<ConditionOperator> all() {
        return Known.ALL;
    }

    /** Made once. No quantifier and no {@code IfExists} for {@code Null}, as in IAM. */
    private static final class Known {
        private static final List<ConditionOperator> ALL = make();
        private static final Map<String, ConditionOperator> BY_TEXT =
                ALL.stream().collect(Collectors.toUnmodifiableMap(ConditionOperator::text, Function.identity()));

        private static List<ConditionOperator> make() {
            List<ConditionOperator> all = new ArrayList<>();
            for (Comparison comparison : Comparison.values()) {
                if (comparison == Comparison.NULL) {
                    all.add(new ConditionOperator(Quantifier.SINGLE, comparison, false));
                    continue;
                }
                for (Quantifier quantifier : Quantifier.values()) {
                    all.add(new ConditionOperator(quantifier, comparison, false));
                    all.add(new ConditionOperator(quantifier, comparison, true));
                }
            }
            return List.copyOf(all);
        }
    }
}
