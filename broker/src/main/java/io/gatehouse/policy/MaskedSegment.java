package io.gatehouse.policy;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A segment with at least one {@code ?}. Compares code points, not UTF-16 units, so that {@code ?} takes a whole one.
 *
 * <p>The borders of Knuth-Morris-Pratt do not exist where {@code ?} matches everything ("matches" is no longer
 * transitive), so the search for a long one runs an automaton whose states are bits: bit i is set while the first i + 1
 * codes match the text read so far, and one shift and one mask for each 64 codes move all of them a character on.
 */
final class MaskedSegment implements Segment {
    /** Stands for {@code ?} among the code points. */
    static final int ANY_ONE = -1;

    private final int[] codes;
    private final @Nullable Automaton automaton;

    private MaskedSegment(int[] codes, @Nullable Automaton automaton) {
        this.codes = codes;
        this.automaton = automaton;
    }

    /** @param searched true for a segment between two stars, whose place has to be found */
    static MaskedSegment of(int[] codes, boolean searched) {
        return new MaskedSegment(codes, searched && codes.length > SHORT ? new Automaton(codes) : null);
    }

    @Override
    public int endIfAt(CharSequence text, int start) {
        return endIfWithin(text, start, text.length());
    }

    @Override
    public int startIfBefore(CharSequence text, int end) {
        int at = end;
        for (int i = codes.length - 1; i >= 0; i--) {
            if (at <= 0) {
                return -1;
            }
            int code = Character.codePointBefore(text, at);
            if (codes[i] != ANY_ONE && codes[i] != code) {
                return -1;
            }
            at -= Character.charCount(code);
        }
        return at;
    }

    @Override
    public int endOfFirst(CharSequence text, int from, int to) {
        if (automaton != null) {
            return automaton.endOfFirst(text, from, to);
        }
        for (int start = from; start < to; start += Character.charCount(Character.codePointAt(text, start))) {
            int end = endIfWithin(text, start, to);
            if (end >= 0) {
                return end;
            }
        }
        return -1;
    }

    private int endIfWithin(CharSequence text, int start, int to) {
        int at = start;
        for (int wanted : codes) {
            if (at >= to) {
                return -1;
            }
            int code = Character.codePointAt(text, at);
            if (wanted != ANY_ONE && wanted != code) {
                return -1;
            }
            at += Character.charCount(code);
        }
        return at;
    }

    /** The codes as bits: which positions accept a code point. */
    private static final class Automaton {
        private final int length;
        private final long[] anywhere; // positions with '?', which accept every code point
        private final Map<Integer, long[]> accepting = new HashMap<>();

        Automaton(int[] codes) {
            this.length = codes.length;
            this.anywhere = new long[(codes.length + 63) / 64];
            for (int i = 0; i < codes.length; i++) {
                if (codes[i] == ANY_ONE) {
                    anywhere[i >> 6] |= 1L << i;
                }
            }
            for (int i = 0; i < codes.length; i++) {
                if (codes[i] != ANY_ONE) {
                    accepting.computeIfAbsent(codes[i], _ -> anywhere.clone())[i >> 6] |= 1L << i;
                }
            }
        }

        int endOfFirst(CharSequence text, int from, int to) {
            long[] state = new long[anywhere.length];
            int last = length - 1;
            int at = from;
            while (at < to) {
                int code = Character.codePointAt(text, at);
                at += Character.charCount(code);
                long[] mask = accepting.getOrDefault(code, anywhere);
                long carry = 1; // a match may begin at every character
                for (int word = 0; word < state.length; word++) {
                    long next = (state[word] << 1) | carry;
                    carry = state[word] >>> 63;
                    state[word] = next & mask[word];
                }
                if ((state[last >> 6] & (1L << last)) != 0) {
                    return at;
                }
            }
            return -1;
        }
    }
}
