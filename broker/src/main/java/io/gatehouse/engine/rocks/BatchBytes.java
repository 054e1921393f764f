package io.gatehouse.engine.rocks;

import java.util.Arrays;

/**
 * A batch in the form in which RocksDB writes it to its log, made without crossing into native code for every key: that
 * costs more than the bytes do, and a batch crosses once. The form is that of every log file since column families, so
 * it will not change; a test compares it with what RocksDB makes of the same changes.
 *
 * <pre>
 * sequence number, filled in by RocksDB (8), number of changes (4, little-endian)
 * each change: what it is (1), family (varint; not for the first one), key, value or end of the range
 * each of those: length (varint), bytes
 * </pre>
 */
final class BatchBytes {
    private static final int COUNT_AT = Long.BYTES;
    private static final int HEADER_BYTES = COUNT_AT + Integer.BYTES;
    private static final byte DELETION = 0x0;
    private static final byte VALUE = 0x1;
    private static final byte RANGE_DELETION = 0xf;
    private static final byte DELETION_IN_FAMILY = 0x4;
    private static final byte VALUE_IN_FAMILY = 0x5;
    private static final byte RANGE_DELETION_IN_FAMILY = 0xe;
    private static final int MAX_VARINT_BYTES = 5;

    private byte[] bytes = new byte[1024];
    private int length = HEADER_BYTES;
    private int count;

    void put(int family, byte[] key, byte[] value) {
        begin(family, VALUE, VALUE_IN_FAMILY, key.length + value.length);
        add(key);
        add(value);
    }

    void delete(int family, byte[] key) {
        begin(family, DELETION, DELETION_IN_FAMILY, key.length);
        add(key);
    }

    void deleteRange(int family, byte[] from, byte[] end) {
        begin(family, RANGE_DELETION, RANGE_DELETION_IN_FAMILY, from.length + end.length);
        add(from);
        add(end);
    }

    private void begin(int family, byte inFirst, byte inFamily, int content) {
        int needed = length + 1 + 3 * MAX_VARINT_BYTES + content;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
        count++;
        if (family == 0) {
            bytes[length++] = inFirst;
        } else {
            bytes[length++] = inFamily;
            addNumber(family);
        }
    }

    private void add(byte[] part) {
        addNumber(part.length);
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
    }

    private void addNumber(int number) {
        int rest = number;
        while (rest >= 0x80) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    boolean isEmpty() {
        return count == 0;
    }

    byte[] toBytes() {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[COUNT_AT + i] = (byte) (count >>> (8 * i));
        }
        return Arrays.copyOf(bytes, length);
    }
}
