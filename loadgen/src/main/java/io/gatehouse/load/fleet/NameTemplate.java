package io.gatehouse.load.fleet;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the devices of a fleet are called: a text with {@code %i} for the device's number, from 0, or {@code %06i} for
 * the same with zeros up to six digits. The same template gives the same names, so that a second run finds the things
 * of the first.
 */
public final class NameTemplate {
    public static final NameTemplate DEFAULT = new NameTemplate("load-%i");

    private static final Pattern NUMBER = Pattern.compile("%(?:0([1-9]))?i");
    private static final Pattern THING_NAME = Pattern.compile("[a-zA-Z0-9:_-]{1,128}");

    private final String text;

    private NameTemplate(String text) {
        this.text = text;
    }

    /** Taken where every device gets another name, and one that a thing may have. */
    public static Attempt<NameTemplate> of(String text) {
        var template = new NameTemplate(text);
        if (!NUMBER.matcher(text).find()) {
            return Attempt.failed(Problem.input(
                    "names: " + text + " (expected: %i in it, for the device's number)", "write: " + text + "-%i"));
        }
        if (!THING_NAME.matcher(template.name(Integer.MAX_VALUE)).matches()) {
            return Attempt.failed(Problem.input(
                    "names: " + text + " (expected: %i or %06i, and 1 to 128 of a-z A-Z 0-9 : _ - in all)",
                    "take another template, as load-%i"));
        }
        return Attempt.done(template);
    }

    public String name(int device) {
        return NUMBER.matcher(text)
                .replaceAll((MatchResult number) -> Matcher.quoteReplacement(padded(number, device)));
    }

    private static String padded(MatchResult number, int device) {
        String digits = Integer.toString(device);
        int width = number.group(1) == null ? 0 : Integer.parseInt(number.group(1));
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }

    @Override
    public String toString() {
        return text;
    }
}
