package io.gatehouse.registry;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A certificate that others of its issuer are much like: they are kept as what is not as here, and put together again
 * whenever they are asked for. Of a certificate with a P-256 key, signed with one, that is some 200 bytes of 600: key,
 * signature, serial number and name are its own, and everything else is the issuer's way to write certificates.
 *
 * <h2>A difference</h2>
 *
 * How many bytes the whole has, and then by turns: how many bytes follow that are its own, these bytes, from where in
 * the pattern it goes on, and for how many bytes. Numbers have seven bits in a byte, the lowest first; all but the last
 * byte have the highest bit set. Differences are kept in memory only, so that their form may change at any time.
 */
final class DerPattern {
    static final int MOST_BYTES = Short.MAX_VALUE;

    /** What is shorter is not worth the numbers that say where it is. */
    private static final int SHORTEST = 6;

    private static final int PLACES = 1 << 12;

    private final byte[] pattern;
    private final short[] places = new short[PLACES]; // by the hash of what begins there; -1 for nowhere

    /** @param pattern up to {@link #MOST_BYTES}; not to be written to afterwards */
    DerPattern(byte[] pattern) {
        if (pattern.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "pattern: " + pattern.length + " bytes (expected: at most " + MOST_BYTES + ")");
        }
        this.pattern = pattern;
        Arrays.fill(places, (short) -1);
        for (int at = pattern.length - SHORTEST; at >= 0; at--) {
            places[place(pattern, at)] = (short) at;
        }
    }

    private static int place(byte[] bytes, int at) {
        int hash = 0;
        for (int i = at; i < at + SHORTEST; i++) {
            hash = hash * 31 + bytes[i];
        }
        return (hash * 0x9e37_79b9) >>> 20;
    }

    byte[] difference(byte[] whole) {
        ByteArrayOutputStream difference = new ByteArrayOutputStream(256);
        number(difference, whole.length);
        int own = 0; // from where on nothing is written yet
        int shift = 0; // of the last part that was found: what has been changed in its length only goes on there
        int at = 0;
        while (at <= whole.length - SHORTEST) {
            int from = found(whole, at, at + shift);
            if (from < 0) {
                at++;
                continue;
            }
            int length = same(whole, at, from);
            number(difference, at - own);
            difference.write(whole, own, at - own);
            number(difference, from);
            number(difference, length);
            shift = from - at;
            at += length;
            own = at;
        }
        number(difference, whole.length - own);
        difference.write(whole, own, whole.length - own);
        return difference.toByteArray();
    }

    /** Where the pattern has what {@code whole} has at {@code at}, or less than 0. */
    private int found(byte[] whole, int at, int expected) {
        if (expected >= 0 && same(whole, at, expected) >= SHORTEST) {
            return expected;
        }
        int place = places[place(whole, at)];
        return place >= 0 && same(whole, at, place) >= SHORTEST ? place : -1;
    }

    /** How many bytes are the same from these two places on. */
    private int same(byte[] whole, int at, int from) {
        if (from >= pattern.length) {
            return 0;
        }
        int different = Arrays.mismatch(whole, at, whole.length, pattern, from, pattern.length);
        return different < 0 ? whole.length - at : different;
    }

    byte[] whole(byte[] difference) {
        Numbers numbers = new Numbers(difference);
        byte[] whole = new byte[numbers.next()];
        int at = 0;
        while (true) {
            int own = numbers.next();
            System.arraycopy(difference, numbers.at, whole, at, own);
            numbers.at += own;
            at += own;
            if (at == whole.length) {
                return whole;
            }
            int from = numbers.next();
            int length = numbers.next();
            System.arraycopy(pattern, from, whole, at, length);
            at += length;
        }
    }

    private static void number(ByteArrayOutputStream out, int number) {
        int rest = number;
        while (rest > 0x7f) {
            out.write(rest | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    /** The numbers of a difference, being read. */
    private static final class Numbers {
        private final byte[] bytes;
        private int at;

        Numbers(byte[] bytes) {
            this.bytes = bytes;
        }

        int next() {
            int number = 0;
            for (int shift = 0; ; shift += 7) {
                byte part = bytes[at++];
                number |= (part & 0x7f) << shift;
                if (part >= 0) {
                    return number;
                }
            }
        }
    }
}
