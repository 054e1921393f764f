package io.gatehouse.provisioning;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A text that came out of an expression, which remembers what of it the template's author wrote and what is the value
 * of a parameter. Immutable.
 *
 * @param value the whole text
 * @param foreign a bit for each character that is a parameter's; not to be changed
 * @param hollow whether a parameter went into it that had no character to be remembered by
 */
record Text(String value, BitSet foreign, boolean hollow) implements Value {
    /** Written by the author of the template. */
    static Text own(String value) {
        return new Text(value, new BitSet(), false);
    }

    /** The value of a parameter. */
    static Text foreign(String value) {
        BitSet all = new BitSet(value.length());
        all.set(0, value.length());
        return new Text(value, all, value.isEmpty());
    }

    int length() {
        return value.length();
    }

    static Text concat(List<Text> parts) {
        StringBuilder whole = new StringBuilder();
        BitSet foreign = new BitSet();
        boolean hollow = false;
        for (Text part : parts) {
            hollow |= part.hollow;
            int at = whole.length();
            for (int bit = part.foreign.nextSetBit(0); bit >= 0; bit = part.foreign.nextSetBit(bit + 1)) {
                foreign.set(at + bit);
            }
            whole.append(part.value);
        }
        return new Text(whole.toString(), foreign, hollow);
    }

    /** The pieces between the delimiters, empty ones too; at most {@code most} and one more. */
    List<Text> split(String delimiter, int most) {
        List<Text> pieces = new ArrayList<>();
        int from = 0;
        for (int at = value.indexOf(delimiter); at >= 0 && pieces.size() < most; ) {
            pieces.add(piece(from, at));
            from = at + delimiter.length();
            at = value.indexOf(delimiter, from);
        }
        pieces.add(piece(from, value.length()));
        return pieces;
    }

    private Text piece(int from, int to) {
        boolean nothing = from == to && !foreign.isEmpty();
        return new Text(value.substring(from, to), foreign.get(from, to), hollow || nothing);
    }
}
