package io.gatehouse.engine.rocks;

import java.util.Arrays;

/** Bytes one after the other, in an array that grows. One thread. */
final class BytesOut {
    private static final int MAX_NUMBER_BYTES = 5;

    private final int first;
    private final int kept;
    private byte[] bytes;
    private int length;

    /**
     * @param first how much there is room for before it grows
     * @param kept an array that grew beyond that is given back by {@link #clear}
     */
    BytesOut(int first, int kept) {
        this.first = first;
        this.kept = kept;
        this.bytes = new byte[first];
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Begins anew. */
    void clear() {
        length = 0;
        if (bytes.length > kept) {
            bytes = new byte[first];
        }
    }

    private void makeRoom(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }

    void add(byte single) {
        makeRoom(1);
        bytes[length++] = single;
    }

    void add(byte[] part) {
        add(part, 0, part.length);
    }

    void add(BytesOut other) {
        add(other.bytes, 0, other.length);
    }

    private void add(byte[] from, int start, int count) {
        makeRoom(count);
        System.arraycopy(from, start, bytes, length, count);
        length += count;
    }

    /** Seven bits in a byte, the lowest first; all but the last byte have the highest bit. */
    void addNumber(int number) {
        makeRoom(MAX_NUMBER_BYTES);
        int rest = number;
        while (rest < 0 || rest >= 0x80) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** Bytes whose content comes later, by {@link #set}. */
    void leave(int count) {
        makeRoom(count);
        length += count;
    }

    void set(int at, byte single) {
        bytes[at] = single;
    }
}
