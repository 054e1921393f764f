package io.gatehouse.tls;

import java.util.HexFormat;

/**
 * Walks DER without objects for what it passes: a certificate is looked at in every full handshake, and all that is
 * asked of it is three algorithm names, a length and one bit. Nothing is trusted; every length is checked against what
 * surrounds it.
 */
final class DerCursor {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int BOOLEAN = 0x01;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    /** Context tag 0, constructed. */
    static final int EXPLICIT_0 = 0xA0;
    /** Context tag 3, constructed. */
    static final int EXPLICIT_3 = 0xA3;
    /** Context tags 1 and 2, primitive. */
    static final int IMPLICIT_1 = 0x81;

    static final int IMPLICIT_2 = 0x82;

    private final byte[] der;
    private final int end;
    private int at;

    DerCursor(byte[] der) {
        this(der, 0, der.length);
    }

    private DerCursor(byte[] der, int from, int end) {
        this.der = der;
        this.at = from;
        this.end = end;
    }

    /** What is not DER, or not where it belongs. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    boolean nextIs(int tag) {
        return at < end && (der[at] & 0xFF) == tag;
    }

    boolean atEnd() {
        return at == end;
    }

    int length() {
        return end - at;
    }

    /** Steps into the next element and leaves this cursor behind it. */
    DerCursor enter(int tag) throws Malformed {
        if (!nextIs(tag)) {
            throw new Malformed("element at byte " + at + " (expected: tag 0x" + Integer.toHexString(tag) + ")");
        }
        at++;
        int length = readLength();
        DerCursor content = new DerCursor(der, at, at + length);
        at += length;
        return content;
    }

    void skip(int tag) throws Malformed {
        enter(tag);
    }

    /** All that is left here, in hexadecimal. */
    String hex() {
        return HexFormat.of().formatHex(der, at, end);
    }

    int octet() throws Malformed {
        if (at >= end) {
            throw new Malformed("end at byte " + at + " (expected: more)");
        }
        return der[at++] & 0xFF;
    }

    /** Bits of the positive integer that is left here. */
    int bitLength() throws Malformed {
        int first = at;
        while (first < end && der[first] == 0) {
            first++;
        }
        if (at >= end || der[at] < 0 || first == end) {
            throw new Malformed("integer at byte " + at + " (expected: a positive one)");
        }
        return (end - first) * 8 - (Integer.numberOfLeadingZeros(der[first] & 0xFF) - 24);
    }

    private int readLength() throws Malformed {
        int first = octet();
        if (first < 0x80) {
            return within(first);
        }
        int octets = first & 0x7F;
        if (octets == 0 || octets > 3) { // indefinite, or longer than any certificate taken here
            throw new Malformed("length at byte " + (at - 1) + " (expected: definite, below 16 MiB)");
        }
        int length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | octet();
        }
        return within(length);
    }

    private int within(int length) throws Malformed {
        if (length > end - at) {
            throw new Malformed("length " + length + " at byte " + at + " (expected: at most " + (end - at) + ")");
        }
        return length;
    }
}
