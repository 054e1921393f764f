package io.gatehouse.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Numbers and dates as conditions and the values they are compared with spell them. */
final class Literals {
    /** Long enough for every number that means something, and short enough that none is expensive. */
    private static final int LONGEST = 40;

    private static final int YEAR = 4; // 2031
    private static final int MONTH = 7; // 2031-05
    private static final int DAY = 10; // 2031-05-17
    /** Seconds since 1970 have more digits than a year, and until the year 33,658 at most this many. */
    private static final int LONGEST_EPOCH = 12;

    private Literals() {}

    /** An integer or a decimal fraction, without exponent; {@code null} where the text is none. */
    static @Nullable BigDecimal number(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        int point = text.indexOf('.');
        String whole =
                text.substring(Math.min(start, text.length()), point < 0 ? text.length() : Math.max(point, start));
        boolean wellFormed =
                text.length() <= LONGEST && isDigits(whole) && (point < 0 || isDigits(text.substring(point + 1)));
        return wellFormed ? new BigDecimal(text) : null;
    }

    /**
     * A moment: {@code 2031}, {@code 2031-05}, {@code 2031-05-17}, {@code 2031-05-17T10:00Z},
     * {@code 2031-05-17T10:00:00+02:00} (the W3C profile of ISO 8601; a date is its first moment in UTC), or seconds
     * since 1970; {@code null} where the text is none.
     */
    static @Nullable Instant moment(String text) {
        if (text.length() > LONGEST || text.length() < YEAR) {
            return null;
        }
        if (isDigits(text) && text.length() > YEAR) {
            return text.length() <= LONGEST_EPOCH ? Instant.ofEpochSecond(Long.parseLong(text)) : null;
        }
        try {
            return switch (text.length()) {
                case YEAR -> startOf(text + "-01-01");
                case MONTH -> startOf(text + "-01");
                case DAY -> startOf(text);
                default -> OffsetDateTime.parse(text).toInstant();
            };
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Instant startOf(String day) {
        return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
