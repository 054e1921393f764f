package io.gatehouse.sigv4;

/**
 * Signatures by their first 64 bits, each with the second it was first seen in. 12 bytes a place, at most half of them
 * taken. A signature is the output of an HMAC: without a secret nobody finds two that begin alike, and where two do the
 * second is refused. Not for use by several threads.
 */
final class SignatureSet {
    static final int NOT_SEEN = -1;
    private static final int FIRST_PLACES = 256;

    private long[] prints = new long[FIRST_PLACES]; // 0 where nothing is
    private int[] seconds = new int[FIRST_PLACES];
    private int size;

    int size() {
        return size;
    }

    /** When it was first seen, or {@link #NOT_SEEN}, and then it is added as seen in {@code second}. */
    int seen(long print, int second) {
        int place = place(print, prints);
        if (prints[place] != 0) {
            return seconds[place];
        }
        prints[place] = print == 0 ? 1 : print;
        seconds[place] = second;
        if (++size > prints.length / 2) {
            grow();
        }
        return NOT_SEEN;
    }

    boolean contains(long print) {
        return prints[place(print, prints)] != 0;
    }

    private static int place(long print, long[] among) {
        long wanted = print == 0 ? 1 : print;
        int mask = among.length - 1;
        int place = (int) wanted & mask; // as random as the signature
        while (among[place] != 0 && among[place] != wanted) {
            place = place + 1 & mask;
        }
        return place;
    }

    private void grow() {
        long[] widerPrints = new long[prints.length * 2];
        int[] widerSeconds = new int[widerPrints.length];
        for (int at = 0; at < prints.length; at++) {
            if (prints[at] != 0) {
                int place = place(prints[at], widerPrints);
                widerPrints[place] = prints[at];
                widerSeconds[place] = seconds[at];
            }
        }
        prints = widerPrints;
        seconds = widerSeconds;
    }
}
