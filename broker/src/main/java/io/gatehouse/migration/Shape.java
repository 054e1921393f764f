package io.gatehouse.migration;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * A set of topics: characters, and three symbols that stand for many. Value.
 *
 * @param symbols code points, or one of the constants
 */
record Shape(int[] symbols) {
    /** Any text, slashes included, or none: {@code *} of a policy. */
    static final int ANY = -1;
    /** Any text without a slash, or none: {@code +} of a filter. */
    static final int LEVEL = -2;
    /** The client id, {@code %c}. A single text, but nobody knows which. */
    static final int CLIENT_ID = -3;
    /** The user name, {@code %u}. */
    static final int USER_NAME = -4;

    /** The smallest set around this one that a policy can name: every level becomes any text. */
    Shape glob() {
        return new Shape(IntStream.of(symbols).map(s -> s == LEVEL ? ANY : s).toArray());
    }

    /** Those topics of {@link #glob} that have a slash where the symbol at {@code index} stands, and perhaps others. */
    Shape withSlashAt(int index) {
        IntStream.Builder wide = IntStream.builder();
        for (int i = 0; i < symbols.length; i++) {
            wide.add(symbols[i]);
            if (i == index) {
                wide.add('/').add(ANY);
            }
        }
        return new Shape(wide.build().toArray()).glob();
    }

    /** Whether a topic may be in both, whatever client id and user name there are. */
    boolean meets(Shape other) {
        int width = other.symbols.length + 1;
        BitSet reached = new BitSet((symbols.length + 1) * width);
        reached.set(0);
        // Every step leads to a pair that is later in this order, so one pass sees them all.
        for (int at = reached.nextSetBit(0); at >= 0; at = reached.nextSetBit(at + 1)) {
            int mine = at / width;
            int theirs = at % width;
            boolean more = mine < symbols.length;
            boolean moreTheirs = theirs < other.symbols.length;
            if (more && isRun(symbols[mine])) {
                reached.set(at + width);
                if (moreTheirs && takes(symbols[mine], other.symbols[theirs])) {
                    reached.set(at + 1);
                }
            }
            if (moreTheirs && isRun(other.symbols[theirs])) {
                reached.set(at + 1);
                if (more && takes(other.symbols[theirs], symbols[mine])) {
                    reached.set(at + width);
                }
            }
            if (more && moreTheirs && symbols[mine] == other.symbols[theirs]) {
                reached.set(at + width + 1);
            }
        }
        return reached.get(symbols.length * width + other.symbols.length);
    }

    private static boolean isRun(int symbol) {
        return symbol < 0;
    }

    private static boolean takes(int run, int symbol) {
        return run != LEVEL || symbol != '/';
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape(int[] theirs) && Arrays.equals(symbols, theirs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(symbols);
    }
}
