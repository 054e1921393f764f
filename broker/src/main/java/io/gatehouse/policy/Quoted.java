package io.gatehouse.policy;

import io.gatehouse.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Texts of a document inside messages: escaped, shortened, and compared with what may have been meant. */
final class Quoted {
    private static final int MAX_DISTANCE = 2;
    private static final int MOST_SHOWN = 5;

    private Quoted() {}

    /** The text in quotes, shortened, and safe to show. */
    static String of(String text) {
        return Json.quoted(text);
    }

    /** Several texts, as many as fit on a line. */
    static String of(List<String> texts) {
        return some(texts.stream().limit(MOST_SHOWN + 1).map(Quoted::of).toList());
    }

    /** As many as fit on a line of texts that need no quotes: actions, and names of variables. */
    static String some(List<String> texts) {
        String shown = String.join(", ", texts.subList(0, Math.min(texts.size(), MOST_SHOWN)));
        return texts.size() <= MOST_SHOWN ? shown : shown + ", …";
    }

    /** {@code ; did you mean X?}, or nothing where no candidate is near. */
    static String didYouMean(String text, Collection<String> candidates) {
        String nearest = nearest(text, candidates);
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }

    private static @Nullable String nearest(String text, Collection<String> candidates) {
        String nearest = null;
        int least = MAX_DISTANCE + 1;
        for (String candidate : candidates) {
            if (Math.abs(candidate.length() - text.length()) > MAX_DISTANCE) {
                continue;
            }
            int distance = distance(text.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Of Levenshtein. Both texts are short: candidates are keywords, and lengths differ by two at most. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
