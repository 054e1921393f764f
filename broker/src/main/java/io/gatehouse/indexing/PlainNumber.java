package io.gatehouse.indexing;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Which values are numbers: digits, perhaps with a minus before and a point with digits behind, at most {@value
 * #LONGEST} characters. No exponents: a few characters would be a number of a gigabyte. Exact, so that serial numbers
 * of twenty digits keep apart.
 */
final class PlainNumber {
    private static final int LONGEST = 40;

    private PlainNumber() {}

    static @Nullable BigDecimal of(String value) {
        return isOne(value) ? new BigDecimal(value) : null;
    }

    private static boolean isOne(String value) {
        int length = value.length();
        if (length == 0 || length > LONGEST) {
            return false;
        }
        int at = value.charAt(0) == '-' ? 1 : 0;
        int whole = digits(value, at);
        if (whole == at || whole == length) {
            return whole > at;
        }
        return value.charAt(whole) == '.' && whole + 1 < length && digits(value, whole + 1) == length;
    }

    /** Where the digits from {@code at} end. */
    private static int digits(String value, int at) {
        int end = at;
        while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
