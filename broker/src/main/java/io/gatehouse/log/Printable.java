package io.gatehouse.log;

import java.util.HexFormat;

/**
 * A peer's words made fit for a log line. Any thread.
 *
 * <p>A client id or a certificate's subject may hold line breaks that forge a second line, escape sequences that steer
 * a terminal, and marks that turn the direction of what is read. All of them become {@code \}{@code uXXXX}.
 */
public final class Printable {
    /** Longer values are cut, in characters. */
    static final int MAX_LENGTH = 256;

    private static final int MAX_QUOTED = 40;

    private static final HexFormat HEX = HexFormat.of();

    private Printable() {}

    /** {@code text} itself where it is harmless and short. */
    public static String of(String text) {
        return text.length() <= MAX_LENGTH
                ? escape(text)
                : escape(text.substring(0, MAX_LENGTH)) + "… (" + text.length() + " characters)";
    }

    /**
     * In quotation marks, for the answer to whoever sent it: its first 40 characters, with a question mark for each
     * that is no visible ASCII and no space.
     */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().limit(MAX_QUOTED).forEach(c -> quoted.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return quoted.append(text.length() > MAX_QUOTED ? "…\"" : "\"").toString();
    }

    /** {@code text} of any length; itself where it is harmless. */
    static String escape(String text) {
        int first = 0;
        while (first < text.length() && !isUnsafe(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        var escaped = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnsafe(c)) {
                escape(escaped, c);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    static void escape(StringBuilder to, char c) {
        to.append("\\u").append(HEX.toHexDigits(c));
    }

    static boolean isUnsafe(char c) {
        return switch (Character.getType(c)) {
            // Control characters; direction marks and the like; what some readers take for the end of a line.
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
