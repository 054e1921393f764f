package io.gatehouse.engine.rocks;

/**
 * How a log is cut. The topics of one piece are sorted together, and a piece is given up as a whole: so trimming is two
 * deletions of a range, whatever it holds, and a reader needs to look at one piece at a time.
 *
 * @param bits a piece holds 2 to the power of that many positions
 * @param maxFound how many records of a piece are worth being fetched one by one; where more are selected, the piece is
 *     read through
 * @param maxBytes a piece ends early once it holds so much: what is kept beyond a budget is at most one piece, however
 *     large the messages are
 * @param maxTopicBytes a piece ends early once the distinct topics in it hold so much: until then they are in memory
 */
record Pieces(int bits, int maxFound, long maxBytes, long maxTopicBytes) {
    static final Pieces DEFAULTS = new Pieces(16, 2048, 64L * 1024 * 1024, 8L * 1024 * 1024);

    long of(long position) {
        return position >> bits;
    }

    long begin(long piece) {
        return piece << bits;
    }

    /** So few positions that reading them through costs less than asking the index where to look. */
    int fewPositions() {
        return maxFound / 8;
    }
}
