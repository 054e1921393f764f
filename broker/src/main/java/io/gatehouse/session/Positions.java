package io.gatehouse.session;

import java.nio.ByteBuffer;

/** One position of the log for each shard, as records of the store carry it: their number, then each. */
final class Positions {
    private Positions() {}

    /** Bytes that {@link #write} takes. */
    static int size(long[] positions) {
        return 1 + positions.length * Long.BYTES;
    }

    static void write(ByteBuffer out, long[] positions) {
        out.put((byte) positions.length);
        for (long position : positions) {
            out.putLong(position);
        }
    }

    /** @throws java.nio.BufferUnderflowException there are fewer than their number says */
    static long[] read(ByteBuffer in) {
        long[] positions = new long[Byte.toUnsignedInt(in.get())];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = in.getLong();
        }
        return positions;
    }
}
