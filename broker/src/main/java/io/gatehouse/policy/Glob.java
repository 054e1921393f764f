package io.gatehouse.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text pattern: {@code *} is any characters, slashes included, or none; {@code ?} is exactly one character (a Unicode
 * code point, so that an emoji is one); everything else, {@code +} and {@code #} too, is itself. Immutable.
 *
 * <h2>How it is matched, and why so</h2>
 *
 * Stars cut a pattern into segments. The first is anchored at the start of the text, the last at its end, and those
 * between are searched from left to right, each from where the one before ended. Taking the leftmost place is always
 * right: whatever follows has only more text to find itself in. So nothing is ever tried twice, and there is no
 * backtracking to explode.
 *
 * <p>The cost: every segment starts its search where the previous one ended, so all searches together begin at most
 * once at each character. A search that compares a segment of m characters anew at every place would cost n·m; so
 * {@link LiteralSegment} and {@link MaskedSegment} compare anew only as long as a segment is short (at most
 * {@link Segment#SHORT} characters) and change to Knuth-Morris-Pratt or to a bit-parallel automaton above that. A
 * pattern, whatever its author or the values substituted into it, reads each character of the text a bounded number of
 * times.
 *
 * <p>Rejected: {@code java.util.regex} (exponential, and its metacharacters need escaping: two languages, one mistake);
 * the two-pointer loop with a remembered star (n·m on {@code *aaaa…b}); one automaton for the whole pattern (linear,
 * but slow for the pattern everybody has, a literal and a star).
 *
 * <p>A pattern is built from parts, never from a text with values pasted into it: a substituted value becomes a literal
 * part, and no character of it can turn into a wildcard.
 */
final class Glob {
    private static final Segment[] NO_SEGMENTS = {};

    private final Segment head;
    private final Segment[] middle;
    private final @Nullable Segment tail; // null where the pattern has no star: head is all of it

    private Glob(Segment head, Segment[] middle, @Nullable Segment tail) {
        this.head = head;
        this.middle = middle;
        this.tail = tail;
    }

    /** The pattern of a text with {@code *} and {@code ?} and no escapes: actions and values without {@code ${…}}. */
    static Glob of(String text) {
        Builder builder = new Builder();
        int literal = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '*' && c != '?') {
                continue;
            }
            builder.literal(text.substring(literal, i));
            literal = i + 1;
            if (c == '*') {
                builder.anyRun();
            } else {
                builder.anyOne();
            }
        }
        return builder.literal(text.substring(literal)).build();
    }

    /** True for {@code *}. */
    boolean isAny() {
        return tail != null && middle.length == 0 && head == LiteralSegment.EMPTY && tail == LiteralSegment.EMPTY;
    }

    boolean matches(CharSequence text) {
        int from = head.endIfAt(text, 0);
        if (tail == null || from < 0) {
            return from == text.length();
        }
        int to = tail.startIfBefore(text, text.length());
        if (to < from) {
            return false;
        }
        for (Segment segment : middle) {
            from = segment.endOfFirst(text, from, to);
            if (from < 0) {
                return false;
            }
        }
        return true;
    }

    /** Puts a pattern together from left to right. One use, one thread. */
    static final class Builder {
        private final List<Segment> closed = new ArrayList<>(2);
        private final StringBuilder literal = new StringBuilder();
        private int @Nullable [] codes; // the open segment once it has a '?', else null
        private int length;

        /** Text that stands for itself, whatever characters it has. */
        Builder literal(String text) {
            if (codes == null) {
                literal.append(text);
            } else {
                text.codePoints().forEach(this::addCode);
            }
            return this;
        }

        /** {@code ?}. */
        Builder anyOne() {
            if (codes == null) {
                codes = new int[literal.length() + 8];
                length = 0;
                literal.codePoints().forEach(this::addCode);
                literal.setLength(0);
            }
            addCode(MaskedSegment.ANY_ONE);
            return this;
        }

        /** {@code *}; several in a row are one. */
        Builder anyRun() {
            boolean searched = !closed.isEmpty();
            if (searched && codes == null && literal.isEmpty()) {
                return this;
            }
            closed.add(close(searched));
            return this;
        }

        Glob build() {
            Segment last = close(false);
            if (closed.isEmpty()) {
                return new Glob(last, NO_SEGMENTS, null);
            }
            Segment[] between = closed.size() == 1
                    ? NO_SEGMENTS
                    : closed.subList(1, closed.size()).toArray(NO_SEGMENTS);
            return new Glob(closed.getFirst(), between, last);
        }

        private void addCode(int code) {
            int[] known = Objects.requireNonNull(codes);
            if (length == known.length) {
                known = Arrays.copyOf(known, length * 2);
                codes = known;
            }
            known[length++] = code;
        }

        private Segment close(boolean searched) {
            Segment segment;
            if (codes == null) {
                segment = LiteralSegment.of(literal.toString(), searched);
                literal.setLength(0);
            } else {
                segment = MaskedSegment.of(Arrays.copyOf(codes, length), searched);
                codes = null;
            }
            return segment;
        }
    }
}
