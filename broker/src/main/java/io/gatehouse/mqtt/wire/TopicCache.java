package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.Topic;
import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One {@link Topic} for each of the few names a connection publishes to, found by its bytes: a hit allocates nothing
 * and validates nothing, because the bytes were judged when they missed.
 *
 * <p>Two-way set associative, {@value #SLOTS} slots, newest first in its pair; the table is made with the first topic,
 * so that a connection that only subscribes pays nothing. Names over {@value #LONGEST_CACHED_BYTES} bytes are not kept:
 * the cache of a hostile connection stays under 40 KiB, most of it the levels of names of 32 levels. Confined to the
 * channel's loop.
 */
final class TopicCache {
    private static final int SLOTS = 16;
    private static final int LONGEST_CACHED_BYTES = 256;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final WireLimits limits;
    private @Nullable Topic @Nullable [] slots;

    TopicCache(WireLimits limits) {
        this.limits = limits;
    }

    /**
     * @param length at least 1
     * @throws io.gatehouse.mqtt.ProtocolException if the bytes are no topic name
     */
    Topic get(ByteBuf in, int index, int length) {
        if (length > LONGEST_CACHED_BYTES) {
            return read(in, index, length);
        }
        @Nullable Topic[] table = slots;
        if (table == null) {
            table = new @Nullable Topic[SLOTS];
            slots = table;
        }
        int slot = slotOf(in, index, length);
        Topic first = table[slot];
        if (first != null && isSame(first.utf8(), in, index, length)) {
            return first;
        }
        Topic second = table[slot ^ 1];
        if (second == null || !isSame(second.utf8(), in, index, length)) {
            second = read(in, index, length);
        }
        table[slot] = second;
        table[slot ^ 1] = first;
        return second;
    }

    private Topic read(ByteBuf in, int index, int length) {
        TopicName.check(in, index, length, limits);
        return Topic.of(in.toString(index, length, StandardCharsets.UTF_8));
    }

    /** Names of one device share their beginning: the end and the length tell them apart. */
    private static int slotOf(ByteBuf in, int index, int length) {
        long hash = length;
        if (length >= Long.BYTES) {
            for (int at = index; at <= index + length - Long.BYTES; at += Long.BYTES) {
                hash = (hash ^ in.getLong(at)) * 0x9E37_79B9_7F4A_7C15L;
            }
            hash = (hash ^ in.getLong(index + length - Long.BYTES)) * 0x9E37_79B9_7F4A_7C15L;
        } else {
            for (int at = index; at < index + length; at++) {
                hash = (hash ^ in.getByte(at)) * 0x9E37_79B9_7F4A_7C15L;
            }
        }
        return (int) (hash >>> 60);
    }

    private static boolean isSame(byte[] name, ByteBuf in, int index, int length) {
        if (name.length != length) {
            return false;
        }
        int at = 0;
        for (; at <= length - Long.BYTES; at += Long.BYTES) {
            if ((long) LONGS.get(name, at) != in.getLong(index + at)) {
                return false;
            }
        }
        for (; at < length; at++) {
            if (name[at] != in.getByte(index + at)) {
                return false;
            }
        }
        return true;
    }
}
