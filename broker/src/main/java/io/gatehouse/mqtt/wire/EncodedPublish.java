package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

public final class EncodedPublish implements AutoCloseable {
    public static EncodedPublish of(
            Message message,
            ProtocolVersion version,
            Qos qos,
            boolean retain,
            SubscriptionIds ids,
            long nowMillis,
            ByteBufAllocator allocator) {
        throw new UnsupportedOperationException();
    }

    /** The whole packet, in bytes. */
    public int size() {
        return 0;
    }

    /** The whole packet with an alias: with the name that sets it, or instead of the name. */
    public int sizeWithAlias(boolean named) {
        return 0;
    }

    /** Everything before the payload, in bytes. */
    public int headSize() {
        return 0;
    }

    public int headSizeWithAlias(boolean named) {
        return 0;
    }

    /** Head and payload. */
    public void writeTo(ByteBuf out, int packetId, boolean duplicate) {}

    public void writeHeadTo(ByteBuf out, int packetId, boolean duplicate) {}

    /** 5.0 only: the head with a topic alias; {@code named} on its first use, without the name later. */
    public void writeHeadWithAliasTo(ByteBuf out, int packetId, boolean duplicate, int alias, boolean named) {}

    /** Borrowed. */
    public Payload payload() {
        return Payload.empty();
    }

    @Override
    public void close() {}
}
