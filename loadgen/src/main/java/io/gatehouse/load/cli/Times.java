package io.gatehouse.load.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Times as people write them: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}. */
final class Times {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Times() {}

    /** @throws TypeConversionException for anything else, which picocli prints */
    static Duration parse(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new TypeConversionException(text + " (expected: such as 500ms, 10s, 5m or 1h)");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
