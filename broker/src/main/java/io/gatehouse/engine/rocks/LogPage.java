package io.gatehouse.engine.rocks;

import io.gatehouse.engine.StoredRecord;
import io.gatehouse.mqtt.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Records of neighbouring positions in one value, and a place among them: what RocksDB takes for a key and a value,
 * from the batch to the file, is paid for once for all of them. A page lies in one batch and one piece.
 *
 * <pre>
 * number of records (2)
 * each record: length of the topic (varint), topic, length of the body (varint), body
 * </pre>
 */
final class LogPage {
    /** About what RocksDB reads from a file at once: with less, more would be read than is asked for all the same. */
    private static final int FULL_BYTES = 4096;

    private static final int KEPT_BYTES = 16 * 1024;
    private static final int MAX_RECORDS = 0xffff;

    private final byte[] value;
    private final long last;
    private final BytesIn in;

    // Of the record it stands at.
    private long position;
    private int topicAt;
    private int topicLength;
    private int bodyAt;
    private int bodyLength;

    /** Stands before its first record. */
    LogPage(byte[] key, byte[] value) {
        this.value = value;
        this.last = LogKeys.position(key);
        this.in = new BytesIn(value, Short.BYTES);
        this.position = last - Short.toUnsignedInt(ByteBuffer.wrap(value).getShort());
    }

    /** Takes records in until it is full. The committer thread's own. */
    static final class Filling {
        private final BytesOut bytes = new BytesOut(2 * FULL_BYTES, KEPT_BYTES);
        private int count;

        Filling() {
            clear();
        }

        /** Answers how many bytes the record takes. */
        int add(byte[] topic, byte[] body) {
            int before = bytes.length();
            bytes.addNumber(topic.length);
            bytes.add(topic);
            bytes.addNumber(body.length);
            bytes.add(body);
            count++;
            return bytes.length() - before;
        }

        boolean isEmpty() {
            return count == 0;
        }

        boolean isFull() {
            return bytes.length() >= FULL_BYTES || count == MAX_RECORDS;
        }

        /** The value; valid until the next call. */
        BytesOut value() {
            bytes.set(0, (byte) (count >> Byte.SIZE));
            bytes.set(1, (byte) count);
            return bytes;
        }

        void clear() {
            bytes.clear();
            bytes.leave(Short.BYTES);
            count = 0;
        }
    }

    long last() {
        return last;
    }

    /** To the first record from {@code wanted} on, unless it is at a later one already; false when there is none. */
    boolean advanceTo(long wanted) {
        while (topicAt == 0 || position < wanted) { // 0: before the first
            if (!next()) {
                return false;
            }
        }
        return true;
    }

    /** To the next record; false behind the last one. */
    boolean next() {
        if (position >= last) {
            return false;
        }
        position++;
        topicLength = in.number();
        topicAt = in.at();
        in.skip(topicLength);
        bodyLength = in.number();
        bodyAt = in.at();
        in.skip(bodyLength);
        return true;
    }

    long position() {
        return position;
    }

    /** Whether the record is of the topic with these bytes. */
    boolean hasTopic(byte[] topic) {
        return Arrays.equals(value, topicAt, topicAt + topicLength, topic, 0, topic.length);
    }

    Topic topic() {
        return Topic.of(new String(value, topicAt, topicLength, StandardCharsets.UTF_8));
    }

    int bodyLength() {
        return bodyLength;
    }

    StoredRecord record(Topic topic) {
        return new StoredRecord(position, topic, Arrays.copyOfRange(value, bodyAt, bodyAt + bodyLength));
    }
}
