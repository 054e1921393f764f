package io.gatehouse.policy;

/** The part of a {@link Glob} between two stars. Immutable. Indices are UTF-16, between whole code points. */
sealed interface Segment permits LiteralSegment, MaskedSegment {
    /** Up to this many characters, comparing anew at every place is the fastest search, and bounded by this factor. */
    int SHORT = 16;

    /** The index after the segment if it stands at {@code start}, else -1. */
    int endIfAt(CharSequence text, int start);

    /** The index where the segment begins if it ends at {@code end}, else -1. */
    int startIfBefore(CharSequence text, int end);

    /** The index after the leftmost place of the segment within {@code from} to {@code to}, else -1. */
    int endOfFirst(CharSequence text, int from, int to);
}
