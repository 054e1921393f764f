package io.gatehouse.metrics;

/**
 * A peer's words made fit for a log line. Any thread.
 *
 * <p>A client id or a certificate's subject may hold line breaks that forge a second line, escape sequences that steer
 * a terminal, and marks that turn the direction of what is read. All of them become {@code \}{@code uXXXX}.
 */
public final class Printable {
    /** Longer values are cut, in characters. */
    static final int MAX_LENGTH = 256;

    private Printable() {}

    /** {@code text} itself where it is harmless and short. */
    public static String of(String text) {
        if (text.length() <= MAX_LENGTH) {
            int first = firstUnsafe(text);
            return first < 0 ? text : escape(text, first, text.length());
        }
        return escape(text, 0, MAX_LENGTH) + "… (" + text.length() + " characters)";
    }

    private static int firstUnsafe(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnsafe(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static String escape(String text, int from, int to) {
        var escaped = new StringBuilder(to + 16).append(text, 0, from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (isUnsafe(c)) {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static boolean isUnsafe(char c) {
        return switch (Character.getType(c)) {
            // Control characters, direction marks and the like, line and paragraph separators, halves of a pair.
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
