package io.gatehouse.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/**
 * Values with a unit, as they stand in the configuration: {@code 128KiB}, {@code 30s}. A size without a unit is in
 * bytes; a duration needs one, except 0.
 */
final class Quantity {
    static final String SIZE = "a size such as 512, 128KiB, 1MiB or 2GiB";
    static final String DURATION = "a duration such as 500ms, 30s, 10m, 1h or 7d";

    private record Unit(String name, long amount) {}

    // From large to small, so that formatting takes the first that fits without a rest.
    private static final List<Unit> SIZES = List.of(
            new Unit("TiB", 1L << 40), new Unit("GiB", 1L << 30), new Unit("MiB", 1L << 20), new Unit("KiB", 1L << 10));
    private static final List<Unit> MILLIS = List.of(
            new Unit("d", 86_400_000),
            new Unit("h", 3_600_000),
            new Unit("m", 60_000),
            new Unit("s", 1000),
            new Unit("ms", 1));

    private Quantity() {}

    /**
     * Reads a size.
     *
     * @throws IllegalArgumentException for anything else, without a message
     */
    static long bytes(String text) {
        int end = endOfNumber(text);
        long number = number(text, end);
        return end == text.length() ? number : times(number, text.substring(end), SIZES);
    }

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException for anything else, without a message
     */
    static Duration duration(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        int end = endOfNumber(text);
        return Duration.ofMillis(times(number(text, end), text.substring(end), MILLIS));
    }

    /** Of a whole, without an exponent: {@code 0.001}. */
    static String format(double share) {
        return BigDecimal.valueOf(share).stripTrailingZeros().toPlainString();
    }

    static String format(long bytes) {
        return format(bytes, SIZES, "");
    }

    static String format(Duration duration) {
        return format(duration.toMillis(), MILLIS, "s");
    }

    private static String format(long amount, List<Unit> units, String unitOfZero) {
        if (amount == 0) {
            return "0" + unitOfZero;
        }
        for (Unit unit : units) {
            if (amount % unit.amount() == 0) {
                return amount / unit.amount() + unit.name();
            }
        }
        return Long.toString(amount);
    }

    private static int endOfNumber(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static long number(String text, int end) {
        // NumberFormatException is an IllegalArgumentException: no digits, or too many.
        return Long.parseLong(text.substring(0, end));
    }

    private static long times(long number, String name, List<Unit> units) {
        for (Unit unit : units) {
            if (unit.name().equals(name)) {
                if (number > Long.MAX_VALUE / unit.amount()) {
                    throw new IllegalArgumentException();
                }
                return number * unit.amount();
            }
        }
        throw new IllegalArgumentException();
    }
}
