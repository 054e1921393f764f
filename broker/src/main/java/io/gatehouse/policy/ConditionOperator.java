package io.gatehouse.policy;

import java.util.ArrayList;
import java.util.List;
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

    /** What is compared, and how. */
    public enum Comparison {
        STRING_EQUALS("StringEquals", false, true),
        STRING_NOT_EQUALS("StringNotEquals", true, true),
        STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, true),
        STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, true),
        STRING_LIKE("StringLike", false, true),
        STRING_NOT_LIKE("StringNotLike", true, true),
        BOOL("Bool", false, false),
        IP_ADDRESS("IpAddress", false, false),
        NOT_IP_ADDRESS("NotIpAddress", true, false),
        NULL("Null", false, false);

        private final String text;
        private final boolean negated;
        private final boolean onStrings;

        Comparison(String text, boolean negated, boolean onStrings) {
            this.text = text;
            this.negated = negated;
            this.onStrings = onStrings;
        }

        public String text() {
            return text;
        }

        /** True where the comparison holds if <em>no</em> value matches. */
        public boolean isNegated() {
            return negated;
        }

        /** True where values are texts, which may contain variables. */
        public boolean isOnStrings() {
            return onStrings;
        }
    }

    /** As documents spell it: {@code ForAnyValue:StringLikeIfExists}. */
    public String text() {
        return quantifier.prefix + comparison.text + (ifExists ? IF_EXISTS : "");
    }

    /** The operator of that spelling, or {@code null} where there is none that can be evaluated. */
    static @Nullable ConditionOperator of(String text) {
        for (ConditionOperator operator : all()) {
            if (operator.text().equals(text)) {
                return operator;
            }
        }
        return null;
    }

    /** Every operator that can be evaluated. */
    static List<ConditionOperator> all() {
        return Known.ALL;
    }

    /** Made once: quantifiers only on strings, and no {@code NullIfExists}, as in IAM. */
    private static final class Known {
        private static final List<ConditionOperator> ALL = make();

        private static List<ConditionOperator> make() {
            List<ConditionOperator> all = new ArrayList<>();
            for (Comparison comparison : Comparison.values()) {
                for (Quantifier quantifier : Quantifier.values()) {
                    if (quantifier != Quantifier.SINGLE && !comparison.onStrings) {
                        continue;
                    }
                    all.add(new ConditionOperator(quantifier, comparison, false));
                    if (comparison != Comparison.NULL) {
                        all.add(new ConditionOperator(quantifier, comparison, true));
                    }
                }
            }
            return List.copyOf(all);
        }
    }
}
