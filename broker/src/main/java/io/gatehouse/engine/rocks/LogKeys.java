package io.gatehouse.engine.rocks;

import io.gatehouse.engine.StoredRecord;
import io.gatehouse.mqtt.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of the log: numbers big-endian, so that keys sort as numbers do.
 *
 * <pre>
 * log    shard (2), position (8)                          → length of the topic (2), topic, body
 * topic  shard (2), piece (8), topic, 0x00, position (8)  → nothing
 * meta   "log-begin", shard (2)                           → position (8)
 *        "log-piece", shard (2), piece (8)                → end (8), bytes (8)
 * </pre>
 *
 * A topic has no null character [MQTT-4.7.3-2], so the one behind it sorts it before every longer one that begins with
 * it, and its records stand together.
 */
final class LogKeys {
    private static final int SHARD_BYTES = Short.BYTES;
    private static final int PIECE_BYTES = SHARD_BYTES + Long.BYTES;
    private static final byte[] BEGIN = "log-begin".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PIECE = "log-piece".getBytes(StandardCharsets.US_ASCII);
    private static final byte TOPIC_END = 0;

    private LogKeys() {}

    static byte[] record(int shard, long position) {
        return ByteBuffer.allocate(SHARD_BYTES + Long.BYTES)
                .putShort((short) shard)
                .putLong(position)
                .array();
    }

    static long position(byte[] recordKey) {
        return ByteBuffer.wrap(recordKey).getLong(SHARD_BYTES);
    }

    static byte[] value(byte[] topic, byte[] body) {
        return ByteBuffer.allocate(Short.BYTES + topic.length + body.length)
                .putShort((short) topic.length)
                .put(topic)
                .put(body)
                .array();
    }

    private static int topicLength(byte[] value) {
        return Short.toUnsignedInt(ByteBuffer.wrap(value).getShort());
    }

    /** Whether a record is of the topic with these bytes. */
    static boolean hasTopic(byte[] value, byte[] topic) {
        return Arrays.equals(value, Short.BYTES, Short.BYTES + topicLength(value), topic, 0, topic.length);
    }

    static Topic topic(byte[] value) {
        return Topic.of(new String(value, Short.BYTES, topicLength(value), StandardCharsets.UTF_8));
    }

    static StoredRecord stored(long position, Topic topic, byte[] value) {
        return new StoredRecord(
                position, topic, Arrays.copyOfRange(value, Short.BYTES + topicLength(value), value.length));
    }

    static int bodyLength(byte[] value) {
        return value.length - Short.BYTES - topicLength(value);
    }

    /** What all index keys of a piece begin with. */
    static byte[] piece(int shard, long piece) {
        return record(shard, piece);
    }

    static byte[] index(int shard, long piece, byte[] topic, long position) {
        return ByteBuffer.allocate(PIECE_BYTES + topic.length + 1 + Long.BYTES)
                .putShort((short) shard)
                .putLong(piece)
                .put(topic)
                .put(TOPIC_END)
                .putLong(position)
                .array();
    }

    /** The index keys of a piece whose topic, with its end, begins with {@code start}. */
    static byte[] indexPrefix(int shard, long piece, byte[] start) {
        return ByteBuffer.allocate(PIECE_BYTES + start.length)
                .putShort((short) shard)
                .putLong(piece)
                .put(start)
                .array();
    }

    /** {@code topic} with its end: what only its own index keys begin with. */
    static byte[] ended(byte[] topic) {
        return Arrays.copyOf(topic, topic.length + 1); // TOPIC_END
    }

    static byte[] indexedTopic(byte[] indexKey) {
        return Arrays.copyOfRange(indexKey, PIECE_BYTES, indexKey.length - 1 - Long.BYTES);
    }

    static boolean isIndexOf(byte[] indexKey, byte[] topic) {
        return Arrays.equals(indexKey, PIECE_BYTES, indexKey.length - 1 - Long.BYTES, topic, 0, topic.length);
    }

    static long indexedPosition(byte[] indexKey) {
        return ByteBuffer.wrap(indexKey).getLong(indexKey.length - Long.BYTES);
    }

    /** Behind every index key of a topic, and before those of any other one that follows. */
    static byte[] afterTopic(int shard, long piece, byte[] topic) {
        byte[] key = indexPrefix(shard, piece, ended(topic));
        key[key.length - 1] = TOPIC_END + 1;
        return key;
    }

    static byte[] begin(int shard) {
        return ByteBuffer.allocate(BEGIN.length + SHARD_BYTES)
                .put(BEGIN)
                .putShort((short) shard)
                .array();
    }

    static byte[] pieceCounts(int shard, long piece) {
        return ByteBuffer.allocate(PIECE.length + PIECE_BYTES)
                .put(PIECE)
                .putShort((short) shard)
                .putLong(piece)
                .array();
    }

    static byte[] pieceCountsPrefix(int shard) {
        return ByteBuffer.allocate(PIECE.length + SHARD_BYTES)
                .put(PIECE)
                .putShort((short) shard)
                .array();
    }

    static long countedPiece(byte[] pieceCountsKey) {
        return ByteBuffer.wrap(pieceCountsKey).getLong(pieceCountsKey.length - Long.BYTES);
    }
}
