package io.gatehouse.tls;

import java.nio.charset.StandardCharsets;

/**
 * Reads the vectors of RFC 8446 section 3.4 from what a peer wrote. Beyond an end everything is zero and empty, and
 * {@link #isBroken} says so: who sends rubbish must not buy an exception with each handshake.
 */
final class Octets {
    private final byte[] bytes;
    private final Octets outer;
    private final int end;
    private int at;
    private boolean broken;

    Octets(byte[] bytes, int length) {
        this.bytes = bytes;
        this.outer = this;
        this.end = length;
    }

    private Octets(Octets outer, int from, int end) {
        this.bytes = outer.bytes;
        this.outer = outer;
        this.at = from;
        this.end = end;
    }

    /** True when a length reached beyond the end, here or in a part. */
    boolean isBroken() {
        return broken;
    }

    boolean hasMore() {
        return at < end;
    }

    int length() {
        return end - at;
    }

    int u8() {
        return has(1) ? bytes[at++] & 0xFF : 0;
    }

    int u16() {
        return u8() << 8 | u8();
    }

    void skip(int octets) {
        if (has(octets)) {
            at += octets;
        }
    }

    /** A vector with a length of one octet. */
    Octets vector8() {
        return part(u8());
    }

    /** A vector with a length of two octets. */
    Octets vector16() {
        return part(u16());
    }

    private Octets part(int length) {
        int taken = has(length) ? length : 0;
        Octets part = new Octets(this, at, at + taken);
        at += taken;
        return part;
    }

    /** All that is left, an octet a character. */
    String text() {
        return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    }

    private boolean has(int octets) {
        if (octets <= end - at) {
            return true;
        }
        at = end;
        Octets container = this;
        while (!container.broken) {
            container.broken = true;
            container = container.outer;
        }
        return false;
    }
}
