package io.gatehouse.engine.rocks;

import java.util.Arrays;

/** Reads what {@link BytesOut} put together, from its beginning on. One thread. */
final class BytesIn {
    private final byte[] bytes;
    private int at;

    BytesIn(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    int at() {
        return at;
    }

    void skip(int count) {
        at += count;
    }

    void moveTo(int next) {
        at = next;
    }

    byte[] take(int count) {
        at += count;
        return Arrays.copyOfRange(bytes, at - count, at);
    }

    int number() {
        int number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes[at++];
            number |= (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }
}
