package io.gatehouse.engine.rocks;

import io.gatehouse.mqtt.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The keys of the log: numbers big-endian, so that they sort as numbers do.
 *
 * <pre>
 * log    shard (2), last position (8)             → a {@link LogPage}, which ends there
 * topic  shard (2), piece (8), last topic, 0x00   → an {@link IndexPage}, which ends there
 * meta   "log-begin", shard (2)                   → position (8)
 *        "log-piece", shard (2), piece (8)        → end (8), bytes (8), whether its index is there (1)
 * </pre>
 *
 * A page is found by where it ends, so that the first key from a position or a topic on is that of its page. A topic
 * has no null character [MQTT-4.7.3-2], so the one behind it sorts it before every longer one that begins with it.
 */
final class LogKeys {
    private static final int SHARD_BYTES = Short.BYTES;
    private static final int PIECE_BYTES = SHARD_BYTES + Long.BYTES;
    private static final byte[] BEGIN = "log-begin".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PIECE = "log-piece".getBytes(StandardCharsets.US_ASCII);

    private LogKeys() {}

    static byte[] page(int shard, long position) {
        return ByteBuffer.allocate(SHARD_BYTES + Long.BYTES)
                .putShort((short) shard)
                .putLong(position)
                .array();
    }

    static long position(byte[] pageKey) {
        return ByteBuffer.wrap(pageKey).getLong(SHARD_BYTES);
    }

    /** What all index keys of a piece begin with. */
    static byte[] piece(int shard, long piece) {
        return page(shard, piece);
    }

    /** @param ended a topic with its end, or what it begins with */
    static byte[] index(int shard, long piece, byte[] ended) {
        return ByteBuffer.allocate(PIECE_BYTES + ended.length)
                .putShort((short) shard)
                .putLong(piece)
                .put(ended)
                .array();
    }

    /** {@code topic} with its end: no other topic, with its end, begins like that. */
    static byte[] ended(byte[] topic) {
        return Arrays.copyOf(topic, topic.length + 1); // filled up with 0x00
    }

    /** The topic of which these are the bytes with its end. */
    static Topic topic(byte[] ended) {
        return Topic.of(new String(ended, 0, ended.length - 1, StandardCharsets.UTF_8));
    }

    static boolean beginsWith(byte[] ended, byte[] beginning) {
        return ended.length >= beginning.length
                && Arrays.equals(ended, 0, beginning.length, beginning, 0, beginning.length);
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
