package io.gatehouse.session;

import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.routing.SubscriptionOptions;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A subscription of a durable session, as it is stored under its filter. Immutable.
 *
 * @param since for each shard: messages before it were published before the subscription
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SavedSubscription(SubscriptionOptions options, long[] since) {
    private static final byte FORM = 1;
    private static final int NO_LOCAL = 0b0100;
    private static final int RETAIN_AS_PUBLISHED = 0b1000;

    byte[] bytes() {
        SubscriptionIds ids = options.ids();
        ByteBuffer out = ByteBuffer.allocate(3 + Integer.BYTES + since.length * Long.BYTES)
                .put(FORM)
                .put((byte) (options.qos().value()
                        | (options.noLocal() ? NO_LOCAL : 0)
                        | (options.retainAsPublished() ? RETAIN_AS_PUBLISHED : 0)))
                .putInt(ids.count() == 0 ? 0 : ids.get(0))
                .put((byte) since.length);
        for (long position : since) {
            out.putLong(position);
        }
        return out.array();
    }

    /** @throws IllegalArgumentException the bytes are no form this version knows */
    static SavedSubscription of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte form = in.get();
            if (form != FORM) {
                throw new IllegalArgumentException("stored subscription: form " + form + " (expected: " + FORM + ")");
            }
            int flags = in.get();
            SubscriptionOptions options = SubscriptionOptions.of(
                    Qos.of(flags & 0b0011), (flags & NO_LOCAL) != 0, (flags & RETAIN_AS_PUBLISHED) != 0, in.getInt());
            long[] since = new long[Byte.toUnsignedInt(in.get())];
            for (int i = 0; i < since.length; i++) {
                since[i] = in.getLong();
            }
            return new SavedSubscription(options, since);
        } catch (BufferUnderflowException cutOff) {
            throw new IllegalArgumentException(
                    "stored subscription: " + bytes.length + " bytes (expected: all that its lengths promise)", cutOff);
        }
    }
}
