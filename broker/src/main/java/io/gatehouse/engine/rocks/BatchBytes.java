package io.gatehouse.engine.rocks;

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

    private static final int FIRST_BYTES = 1024;
    private static final int KEPT_BYTES = 4 * 1024 * 1024;

    private final BytesOut bytes = new BytesOut(FIRST_BYTES, KEPT_BYTES);
    private int count;

    BatchBytes() {
        bytes.leave(HEADER_BYTES);
    }

    void clear() {
        bytes.clear();
        bytes.leave(HEADER_BYTES);
        count = 0;
    }

    void put(int family, byte[] key, byte[] value) {
        begin(family, VALUE, VALUE_IN_FAMILY);
        add(key);
        add(value);
    }

    void put(int family, byte[] key, BytesOut value) {
        begin(family, VALUE, VALUE_IN_FAMILY);
        add(key);
        bytes.addNumber(value.length());
        bytes.add(value);
    }

    void delete(int family, byte[] key) {
        begin(family, DELETION, DELETION_IN_FAMILY);
        add(key);
    }

    void deleteRange(int family, byte[] from, byte[] end) {
        begin(family, RANGE_DELETION, RANGE_DELETION_IN_FAMILY);
        add(from);
        add(end);
    }

    private void begin(int family, byte inFirst, byte inFamily) {
        count++;
        if (family == 0) {
            bytes.add(inFirst);
        } else {
            bytes.add(inFamily);
            bytes.addNumber(family);
        }
    }

    private void add(byte[] part) {
        bytes.addNumber(part.length);
        bytes.add(part);
    }

    boolean isEmpty() {
        return count == 0;
    }

    byte[] toBytes() {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes.set(COUNT_AT + i, (byte) (count >>> (8 * i)));
        }
        return bytes.toBytes();
    }
}
