package io.gatehouse.load.scenario;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the first octets of a payload say: which run, which publisher, its how manieth message, and when that was due by
 * {@link System#nanoTime} of this process. Big-endian.
 *
 * <pre>
 *   magic 4 | run 8 | publisher 4 | sequence 8 | due 8
 * </pre>
 *
 * @param sequence from 0, for each publisher
 */
record Stamp(long run, int publisher, long sequence, long dueNanos) {
    static final int BYTES = 32;
    private static final int MAGIC = 0x47484C31; // GHL1

    /** Into the beginning of a payload that has room for it. */
    void write(byte[] payload) {
        ByteBuffer.wrap(payload)
                .putInt(MAGIC)
                .putLong(run)
                .putInt(publisher)
                .putLong(sequence)
                .putLong(dueNanos);
    }

    /** @return {@code null} where the payload does not begin with one */
    static @Nullable Stamp read(ByteBuffer payload) {
        if (payload.remaining() < BYTES) {
            return null;
        }
        ByteBuffer in = payload.duplicate();
        return in.getInt() == MAGIC ? new Stamp(in.getLong(), in.getInt(), in.getLong(), in.getLong()) : null;
    }
}
