package io.gatehouse.session;

import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a session has come in the log. Immutable.
 *
 * <p>What is acknowledged is not written down: everything of the session's before {@link #next} that is not
 * {@link #open} has been acknowledged. So a message that was acknowledged out of order needs no entry, one that was not
 * can never be forgotten, and the size follows from the window and not from the log.
 *
 * @param next for each shard: everything of the session's before it was taken into the window
 * @param capacity of the window: packet ids follow from it
 * @param open in the order in which they were taken
 * @param queue what waited behind {@code next}, about
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Checkpoint(long[] next, int capacity, List<Open> open, LogQueue.Saved queue) {
    private static final byte FORM = 2;

    /**
     * A message that was sent and not finished.
     *
     * @param position in the log, or {@code Append.NOWHERE}: of such a message only the id is known after a crash
     * @param received QoS 2: PUBREC came, the message itself is not needed any more, or is not there [MQTT-4.3.3-4]
     */
    record Open(
            int packetId,
            int shard,
            long position,
            Qos qos,
            boolean received,
            boolean retain,
            SubscriptionIds subscriptionIds) {
        private static final int RECEIVED = 0b0100;
        private static final int RETAIN = 0b1000;

        int size() {
            return Short.BYTES + 2 + Long.BYTES + Short.BYTES + subscriptionIds.count() * Integer.BYTES;
        }

        void write(ByteBuffer out) {
            out.putShort((short) packetId)
                    .put((byte) shard)
                    .putLong(position)
                    .put((byte) (qos.value() | (received ? RECEIVED : 0) | (retain ? RETAIN : 0)))
                    .putShort((short) subscriptionIds.count());
            for (int i = 0; i < subscriptionIds.count(); i++) {
                out.putInt(subscriptionIds.get(i));
            }
        }

        static Open read(ByteBuffer in) {
            int packetId = Short.toUnsignedInt(in.getShort());
            int shard = Byte.toUnsignedInt(in.get());
            long position = in.getLong();
            int flags = in.get();
            int[] ids = new int[Short.toUnsignedInt(in.getShort())];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = in.getInt();
            }
            return new Open(
                    packetId,
                    shard,
                    position,
                    Qos.of(flags & 0b0011),
                    (flags & RECEIVED) != 0,
                    (flags & RETAIN) != 0,
                    SubscriptionIds.of(ids));
        }
    }

    byte[] bytes() {
        int size = 1 + Positions.size(next) + Integer.BYTES + Integer.BYTES + size(queue);
        for (Open message : open) {
            size += message.size();
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(FORM);
        Positions.write(out, next);
        write(out, queue);
        out.putInt(capacity).putInt(open.size());
        open.forEach(message -> message.write(out));
        return out.array();
    }

    private static int size(LogQueue.Saved queue) {
        return Integer.BYTES
                + Long.BYTES
                + Integer.BYTES
                + Positions.size(queue.skippedBefore())
                + 1
                + queue.gaps().size() * (1 + 2 * Long.BYTES);
    }

    private static void write(ByteBuffer out, LogQueue.Saved queue) {
        out.putInt(queue.messages()).putLong(queue.bytes()).putInt(queue.skipped());
        Positions.write(out, queue.skippedBefore());
        out.put((byte) queue.gaps().size());
        queue.gaps()
                .forEach(gap -> out.put((byte) gap.shard()).putLong(gap.from()).putLong(gap.before()));
    }

    private static LogQueue.Saved readQueue(ByteBuffer in) {
        int messages = in.getInt();
        long bytes = in.getLong();
        int skipped = in.getInt();
        long[] skippedBefore = Positions.read(in);
        int count = Byte.toUnsignedInt(in.get());
        List<LogQueue.Gap> gaps = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            gaps.add(new LogQueue.Gap(Byte.toUnsignedInt(in.get()), in.getLong(), in.getLong()));
        }
        return new LogQueue.Saved(messages, bytes, skipped, skippedBefore, List.copyOf(gaps));
    }

    /** @throws IllegalArgumentException the bytes are no form this version knows */
    static Checkpoint of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte form = in.get();
            if (form != FORM) {
                throw new IllegalArgumentException("stored cursor: form " + form + " (expected: " + FORM + ")");
            }
            long[] next = Positions.read(in);
            LogQueue.Saved queue = readQueue(in);
            int capacity = in.getInt();
            int count = in.getInt();
            List<Open> open = new ArrayList<>(Math.min(count, 65_535));
            for (int i = 0; i < count; i++) {
                open.add(Open.read(in));
            }
            return new Checkpoint(next, capacity, List.copyOf(open), queue);
        } catch (BufferUnderflowException cutOff) {
            throw new IllegalArgumentException(
                    "stored cursor: " + bytes.length + " bytes (expected: all that its lengths promise)", cutOff);
        }
    }
}
