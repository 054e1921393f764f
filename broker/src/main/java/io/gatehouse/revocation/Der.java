package io.gatehouse.revocation;

import java.util.Arrays;

/**
 * Walks DER in place. A CRL of a million entries is read with no object for an entry, and in one pass; every length is
 * checked against what surrounds it. One thread.
 */
final class Der {
    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int ENUMERATED = 0x0A;
    static final int UTC_TIME = 0x17;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;
    /** Context tag 0, constructed: explicit, or of a constructed type. */
    static final int CONTEXT_0 = 0xA0;
    /** Context tag 3, constructed. */
    static final int CONTEXT_3 = 0xA3;

    private final byte[] der;
    private int end;
    private int at;

    Der(byte[] der) {
        this(der, 0, der.length);
    }

    Der(byte[] der, int from, int end) {
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
        return at >= end;
    }

    /** Where the next element begins, or, of one that was entered, its content. */
    int position() {
        return at;
    }

    int end() {
        return end;
    }

    /** Steps into the next element and leaves this cursor behind it. */
    Der enter(int tag) throws Malformed {
        int length = header(tag);
        Der content = new Der(der, at, at + length);
        at += length;
        return content;
    }

    /** As {@link #enter}, into a cursor that is used again. */
    void enter(int tag, Der content) throws Malformed {
        int length = header(tag);
        content.at = at;
        content.end = at + length;
        at += length;
    }

    void skip(int tag) throws Malformed {
        int length = header(tag); // moves on by itself
        at += length;
    }

    /** Passes whatever comes next. */
    void skipAny() throws Malformed {
        if (atEnd()) {
            throw new Malformed("end at byte " + at + " (expected: another element)");
        }
        skip(der[at] & 0xFF);
    }

    /** The next element with its tag and length. */
    byte[] whole(int tag) throws Malformed {
        int from = at;
        skip(tag);
        return Arrays.copyOfRange(der, from, at);
    }

    /** All that is left here. */
    byte[] rest() {
        return Arrays.copyOfRange(der, at, end);
    }

    void expectEnd() throws Malformed {
        if (!atEnd()) {
            throw new Malformed("bytes at " + at + " behind the last element (expected: none)");
        }
    }

    private int header(int tag) throws Malformed {
        if (!nextIs(tag)) {
            throw new Malformed("element at byte " + at
                    + (at < end ? ": tag 0x" + Integer.toHexString(der[at] & 0xFF) : ": none")
                    + " (expected: tag 0x" + Integer.toHexString(tag) + ")");
        }
        at++;
        int first = octet();
        if (first < 0x80) {
            return within(first);
        }
        int octets = first & 0x7F;
        if (octets == 0 || octets > 4) {
            throw new Malformed("length at byte " + (at - 1) + " (expected: definite, below 2 GiB)");
        }
        long length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | octet();
        }
        return within(length);
    }

    private int octet() throws Malformed {
        if (at >= end) {
            throw new Malformed("end at byte " + at + " (expected: more)");
        }
        return der[at++] & 0xFF;
    }

    private int within(long length) throws Malformed {
        if (length > end - at) {
            throw new Malformed("length " + length + " at byte " + at + " (expected: at most " + (end - at) + ")");
        }
        return (int) length;
    }
}
