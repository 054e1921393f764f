package io.gatehouse.engine.rocks;

import io.gatehouse.engine.GroupQueue.Place;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a {@link LogGroupQueue} is. Immutable.
 *
 * @param next for each shard: everything before it has been lent, or was not for the queue
 * @param lent what of that has not been finished or taken
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GroupPlace(long[] next, List<Place> lent) {
    private static final byte FORM = 1;

    static GroupPlace at(long[] next) {
        return new GroupPlace(next, List.of());
    }

    byte[] bytes() {
        ByteBuffer out =
                ByteBuffer.allocate(2 + next.length * Long.BYTES + Integer.BYTES + lent.size() * (1 + Long.BYTES));
        out.put(FORM).put((byte) next.length);
        for (long position : next) {
            out.putLong(position);
        }
        out.putInt(lent.size());
        for (Place position : lent) {
            out.put((byte) position.shard()).putLong(position.position());
        }
        return out.array();
    }

    /** @throws IllegalArgumentException the bytes are no form this version knows */
    static GroupPlace of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte form = in.get();
            if (form != FORM) {
                throw new IllegalArgumentException("stored group: form " + form + " (expected: " + FORM + ")");
            }
            long[] next = new long[Byte.toUnsignedInt(in.get())];
            for (int shard = 0; shard < next.length; shard++) {
                next[shard] = in.getLong();
            }
            int count = in.getInt();
            List<Place> lent = new ArrayList<>(Math.min(count, LogGroupQueue.MOST_LENT));
            for (int i = 0; i < count; i++) {
                lent.add(new Place(Byte.toUnsignedInt(in.get()), in.getLong()));
            }
            return new GroupPlace(next, List.copyOf(lent));
        } catch (BufferUnderflowException cutOff) {
            throw new IllegalArgumentException(
                    "stored group: " + bytes.length + " bytes (expected: all that its lengths promise)", cutOff);
        }
    }
}
