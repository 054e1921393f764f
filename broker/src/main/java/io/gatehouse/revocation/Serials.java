package io.gatehouse.revocation;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The serial numbers of one CRL, found without an object: for each length of serial number one open-addressing table in
 * one array of bytes, at most two thirds full. An entry takes one and a half times the bytes of its serial number: 24
 * for one of 16 bytes, 30 for the longest that RFC 5280 allows. Exact: nobody is refused for a hash that is alike.
 *
 * <p>Written by the thread that makes it, read by any afterwards.
 */
final class Serials {
    /** RFC 5280 section 4.1.2.2 says 20 octets; who is more generous should still be understood. */
    static final int MAX_BYTES = 32;

    /** An empty place is all zero, which no longer serial number in DER is; this is the one that is. */
    private boolean zero;

    private final byte[][] tables = new byte[MAX_BYTES + 1][];
    // Serial numbers are the issuer's to choose, and should not be able to choose their places.
    private final long seed = ThreadLocalRandom.current().nextLong() | 1;
    private int size;

    /** @param counts how many of each length will be added, at most */
    Serials(int[] counts) throws Der.Malformed {
        for (int length = 1; length <= MAX_BYTES; length++) {
            long bytes = (counts[length] + counts[length] / 2L + 2) * length;
            if (bytes > Integer.MAX_VALUE - 16) {
                throw new Der.Malformed(
                        "serial numbers: " + counts[length] + " of " + length + " bytes (expected: fewer)");
            }
            tables[length] = new byte[counts[length] == 0 ? 0 : (int) bytes];
        }
    }

    /** The content octets of an INTEGER. */
    void add(byte[] der, int from, int to) {
        int length = to - from;
        if (length == 1 && der[from] == 0) {
            size += zero ? 0 : 1;
            zero = true;
            return;
        }
        byte[] table = tables[length];
        int place = place(table, der, from, length);
        if (isEmpty(table, place, length)) {
            System.arraycopy(der, from, table, place, length);
            size++;
        }
    }

    /** @param serial content octets of an INTEGER */
    boolean contains(byte[] serial) {
        int length = serial.length;
        if (length == 1 && serial[0] == 0) {
            return zero;
        }
        if (length == 0 || length > MAX_BYTES || tables[length].length == 0) {
            return false;
        }
        return !isEmpty(tables[length], place(tables[length], serial, 0, length), length);
    }

    int size() {
        return size;
    }

    /** Of memory. */
    long bytes() {
        long bytes = 0;
        for (byte[] table : tables) {
            bytes += table == null ? 0 : table.length;
        }
        return bytes;
    }

    /** Where it is, or the empty place where it would be. */
    private int place(byte[] table, byte[] der, int from, int length) {
        int places = table.length / length;
        long hash = seed;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (der[from + i] & 0xFF)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        int at = (int) Math.floorMod(hash, (long) places);
        while (!isEmpty(table, at * length, length)
                && !Arrays.equals(table, at * length, (at + 1) * length, der, from, from + length)) {
            at = at + 1 == places ? 0 : at + 1;
        }
        return at * length;
    }

    private static boolean isEmpty(byte[] table, int place, int length) {
        for (int i = place; i < place + length; i++) {
            if (table[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
