package io.gatehouse.indexing;

import io.gatehouse.query.Query.Bound;
import io.gatehouse.query.Query.Criterion;
import io.gatehouse.query.Query.Literal;
import java.math.BigDecimal;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a criterion asks of one value of a thing. None of them makes an object for a text, and none takes longer than
 * the length of the value times that of the query.
 */
final class ValueTest {
    private ValueTest() {}

    static Predicate<String> of(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Equal(var literal) -> equal(literal);
            case Criterion.Like(var pattern) -> Wildcards.of(pattern);
            case Criterion.Between(var lower, var upper) -> between(lower, upper);
        };
    }

    private static Predicate<String> equal(Literal literal) {
        String text = literal.text();
        BigDecimal number = number(literal);
        if (number == null) {
            return text::equalsIgnoreCase;
        }
        return value -> {
            if (text.equals(value)) {
                return true;
            }
            BigDecimal other = PlainNumber.of(value);
            return other != null && other.compareTo(number) == 0;
        };
    }

    private static Predicate<String> between(@Nullable Bound lower, @Nullable Bound upper) {
        if (lower == null || upper == null) {
            return lower != null ? side(lower, 1) : upper != null ? side(upper, -1) : _ -> true;
        }
        return side(lower, 1).and(side(upper, -1));
    }

    /** @param sign of the comparison of a value with the bound: 1 for above it */
    private static Predicate<String> side(Bound bound, int sign) {
        int least = bound.inclusive() ? 0 : 1;
        BigDecimal number = number(bound.literal());
        if (number == null) {
            String text = bound.literal().text();
            return value -> sign * Integer.signum(String.CASE_INSENSITIVE_ORDER.compare(value, text)) >= least;
        }
        return value -> {
            BigDecimal other = PlainNumber.of(value);
            return other != null && sign * other.compareTo(number) >= least;
        };
    }

    private static @Nullable BigDecimal number(Literal literal) {
        return literal.quoted() ? null : PlainNumber.of(literal.text());
    }
}
