package io.gatehouse.session;

import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.routing.SubscriptionOptions;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A subscription of a durable session, as it is stored under its filter. Immutable.
 *
 * @param since for each shard: messages before it were published before the subscription
 * @param replaced what was there before it and kept messages that were not taken yet, in order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SavedSubscription(SubscriptionOptions options, long[] since, List<Replaced> replaced) {
    private static final byte FORM = 2;
    private static final int NO_LOCAL = 0b0100;
    private static final int RETAIN_AS_PUBLISHED = 0b1000;

    /** Where the first message may be that it delivers. */
    long[] begin() {
        return replaced.isEmpty() ? since : replaced.getFirst().since();
    }

    byte[] bytes() {
        int size = 2 + size(since);
        for (Replaced each : replaced) {
            size += size(each.since()) + Positions.size(each.before());
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(FORM);
        write(out, options, since);
        out.put((byte) replaced.size());
        for (Replaced each : replaced) {
            write(out, each.options(), each.since());
            Positions.write(out, each.before());
        }
        return out.array();
    }

    private static int size(long[] since) {
        return 1 + Integer.BYTES + Positions.size(since);
    }

    private static void write(ByteBuffer out, SubscriptionOptions options, long[] since) {
        SubscriptionIds ids = options.ids();
        out.put((byte) (options.qos().value()
                        | (options.noLocal() ? NO_LOCAL : 0)
                        | (options.retainAsPublished() ? RETAIN_AS_PUBLISHED : 0)))
                .putInt(ids.count() == 0 ? 0 : ids.get(0));
        Positions.write(out, since);
    }

    /** @throws IllegalArgumentException the bytes are no form this version knows */
    static SavedSubscription of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte form = in.get();
            if (form != FORM) {
                throw new IllegalArgumentException("stored subscription: form " + form + " (expected: " + FORM + ")");
            }
            SubscriptionOptions options = readOptions(in);
            long[] since = Positions.read(in);
            int count = Byte.toUnsignedInt(in.get());
            List<Replaced> replaced = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                replaced.add(new Replaced(readOptions(in), Positions.read(in), Positions.read(in)));
            }
            return new SavedSubscription(options, since, List.copyOf(replaced));
        } catch (BufferUnderflowException cutOff) {
            throw new IllegalArgumentException(
                    "stored subscription: " + bytes.length + " bytes (expected: all that its lengths promise)", cutOff);
        }
    }

    private static SubscriptionOptions readOptions(ByteBuffer in) {
        int flags = in.get();
        return SubscriptionOptions.of(
                Qos.of(flags & 0b0011), (flags & NO_LOCAL) != 0, (flags & RETAIN_AS_PUBLISHED) != 0, in.getInt());
    }
}
