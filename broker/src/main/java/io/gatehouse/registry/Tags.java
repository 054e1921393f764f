package io.gatehouse.registry;

import io.gatehouse.log.Printable;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What people and programs write on a resource to find their way: by key, in the order of the keys. No policy asks for
 * them and no search finds them.
 *
 * <p>The bounds are those of AWS IoT Core's API model ({@code TagKey}, {@code TagValue}), lengths in code points, and
 * of its developer guide ("Tagging your AWS IoT resources"), which has one alphabet for keys and values.
 */
public record Tags(SortedMap<String, String> values) {
    public static final Tags NONE = new Tags(Collections.emptySortedMap());

    /** Of one resource. */
    static final int MOST = 50;

    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;
    private static final String RESERVED = "aws:";
    private static final Pattern ALPHABET = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+@-]*");

    public Tags {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public static Tags of(Map<String, String> values) {
        return values.isEmpty() ? NONE : new Tags(new TreeMap<>(values));
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** With those of {@code added}, whose values take the place of others under the same keys. */
    Tags with(Tags added) {
        SortedMap<String, String> all = new TreeMap<>(values);
        all.putAll(added.values);
        return new Tags(all);
    }

    Tags without(Collection<String> keys) {
        SortedMap<String, String> rest = new TreeMap<>(values);
        keys.forEach(rest::remove);
        return new Tags(rest);
    }

    /** What is wrong with the first that is wrong, whatever their number; or null. */
    @Nullable
    String problem() {
        for (Map.Entry<String, String> tag : values.entrySet()) {
            String problem = problem("tag key", tag.getKey(), 1, MAX_KEY);
            if (problem == null) {
                problem = problem("value of tag " + Printable.quoted(tag.getKey()), tag.getValue(), 0, MAX_VALUE);
            }
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    /** That they are more than a resource may have; or null. */
    @Nullable
    String tooMany() {
        return values.size() <= MOST ? null : "tags: " + values.size() + " (expected: at most " + MOST + ")";
    }

    private static @Nullable String problem(String what, String text, int min, int max) {
        if (text.toLowerCase(Locale.ROOT).startsWith(RESERVED)) {
            return what + ": " + Printable.quoted(text) + " (expected: not to begin with aws:, which is AWS's)";
        }
        int length = text.codePointCount(0, text.length());
        return length >= min && length <= max && ALPHABET.matcher(text).matches()
                ? null
                : what + ": " + Printable.quoted(text) + " (expected: " + min + " to " + max
                        + " letters, digits, blanks, _ . : / = + - @)";
    }
}
