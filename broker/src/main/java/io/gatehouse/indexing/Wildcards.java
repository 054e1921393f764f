package io.gatehouse.indexing;

import java.util.function.Predicate;

/**
 * A pattern of fixed characters, {@code *} for any and {@code ?} for one; the case of letters does not count. A walk
 * with one place to go back to, so that no pattern costs more than its length times that of the value.
 */
final class Wildcards implements Predicate<String> {
    private final String pattern;

    private Wildcards(String pattern) {
        this.pattern = pattern;
    }

    static Predicate<String> of(String pattern) {
        int prefix = pattern.length() - 1;
        if (pattern.indexOf('*') == prefix && pattern.indexOf('?') < 0) { // as nearly all are
            return value -> value.regionMatches(true, 0, pattern, 0, prefix);
        }
        return new Wildcards(pattern);
    }

    @Override
    public boolean test(String value) {
        int inValue = 0;
        int inPattern = 0;
        int star = -1; // the last one passed
        int resume = 0; // where the value goes on if that star takes one more
        while (inValue < value.length()) {
            char wanted = inPattern < pattern.length() ? pattern.charAt(inPattern) : '\0';
            if (wanted == '*') {
                star = inPattern++;
                resume = inValue;
            } else if (inPattern < pattern.length() && (wanted == '?' || same(wanted, value.charAt(inValue)))) {
                inValue++;
                inPattern++;
            } else if (star >= 0) {
                inPattern = star + 1;
                inValue = ++resume;
            } else {
                return false;
            }
        }
        while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
            inPattern++;
        }
        return inPattern == pattern.length();
    }

    private static boolean same(char a, char b) {
        return a == b
                || Character.toLowerCase(Character.toUpperCase(a)) == Character.toLowerCase(Character.toUpperCase(b));
    }
}
