package io.gatehouse.policy;

import org.jspecify.annotations.Nullable;

/** A segment without {@code ?}. */
final class LiteralSegment implements Segment {
    static final LiteralSegment EMPTY = new LiteralSegment("", null);

    private final String literal;
    /** Of Knuth-Morris-Pratt: failure[i] is the length of the longest border of the first i + 1 characters. */
    private final int @Nullable [] failure;

    private LiteralSegment(String literal, int @Nullable [] failure) {
        this.literal = literal;
        this.failure = failure;
    }

    /** @param searched true for a segment between two stars, whose place has to be found */
    static LiteralSegment of(String literal, boolean searched) {
        if (literal.isEmpty()) {
            return EMPTY;
        }
        return new LiteralSegment(literal, searched && literal.length() > SHORT ? failureOf(literal) : null);
    }

    @Override
    public int endIfAt(CharSequence text, int start) {
        int end = start + literal.length();
        return end <= text.length() && standsAt(text, start) ? end : -1;
    }

    @Override
    public int startIfBefore(CharSequence text, int end) {
        int start = end - literal.length();
        return start >= 0 && standsAt(text, start) ? start : -1;
    }

    @Override
    public int endOfFirst(CharSequence text, int from, int to) {
        if (failure != null) {
            return search(text, from, to, failure);
        }
        int last = to - literal.length();
        for (int start = from; start <= last; start++) {
            if (standsAt(text, start)) {
                return start + literal.length();
            }
        }
        return -1;
    }

    private boolean standsAt(CharSequence text, int start) {
        for (int i = 0; i < literal.length(); i++) {
            if (text.charAt(start + i) != literal.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int search(CharSequence text, int from, int to, int[] borders) {
        int matched = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            while (matched > 0 && literal.charAt(matched) != c) {
                matched = borders[matched - 1];
            }
            if (literal.charAt(matched) == c) {
                matched++;
            }
            if (matched == literal.length()) {
                return i + 1;
            }
        }
        return -1;
    }

    private static int[] failureOf(String literal) {
        int[] borders = new int[literal.length()];
        int matched = 0;
        for (int i = 1; i < borders.length; i++) {
            while (matched > 0 && literal.charAt(matched) != literal.charAt(i)) {
                matched = borders[matched - 1];
            }
            if (literal.charAt(matched) == literal.charAt(i)) {
                matched++;
            }
            borders[i] = matched;
        }
        return borders;
    }
}
