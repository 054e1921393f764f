package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.Connack;
import io.gatehouse.mqtt.ConnackProperties;
import io.gatehouse.mqtt.Qos;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/** A property block in the making: its length stands in front of it on the wire, so it is written aside first. */
final class PropertyWriter implements AutoCloseable {
    private static final int LARGEST_RECEIVE_MAXIMUM = 65_535;
    private static final int LONGEST_STRING = 65_535;
    private static final int STRING_FRAME_BYTES = 3; // identifier and length

    private final ByteBuf block;

    PropertyWriter(ByteBufAllocator allocator) {
        block = allocator.buffer(64);
    }

    boolean isEmpty() {
        return !block.isReadable();
    }

    /** With the length in front. */
    int size() {
        return DataTypes.sizeOfVariableByteInteger(block.readableBytes()) + block.readableBytes();
    }

    void writeTo(ByteBuf out) {
        DataTypes.writeVariableByteInteger(out, block.readableBytes());
        out.writeBytes(block, block.readerIndex(), block.readableBytes());
    }

    /** What is granted (section 3.2.2.3); values that the text presumes when they are absent are left out. */
    void connack(Connack connack) {
        ConnackProperties granted = connack.properties();
        if (granted == null) {
            return;
        }
        fourBytes(Property.SESSION_EXPIRY_INTERVAL, granted.sessionExpirySeconds());
        if (granted.receiveMaximum() != LARGEST_RECEIVE_MAXIMUM) {
            twoBytes(Property.RECEIVE_MAXIMUM, granted.receiveMaximum());
        }
        if (granted.maximumQos() != Qos.EXACTLY_ONCE) {
            oneByte(Property.MAXIMUM_QOS, granted.maximumQos().value()); // [MQTT-3.2.2-9]
        }
        falseOnly(Property.RETAIN_AVAILABLE, granted.retainAvailable());
        fourBytes(Property.MAXIMUM_PACKET_SIZE, granted.maximumPacketSizeBytes());
        string(Property.ASSIGNED_CLIENT_IDENTIFIER, granted.assignedClientId()); // [MQTT-3.2.2-16]
        if (granted.topicAliasMaximum() > 0) {
            twoBytes(Property.TOPIC_ALIAS_MAXIMUM, granted.topicAliasMaximum());
        }
        falseOnly(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, granted.wildcardSubscriptionsAvailable());
        falseOnly(Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE, granted.subscriptionIdentifiersAvailable());
        falseOnly(Property.SHARED_SUBSCRIPTION_AVAILABLE, granted.sharedSubscriptionsAvailable());
        twoBytes(Property.SERVER_KEEP_ALIVE, granted.serverKeepAliveSeconds()); // [MQTT-3.1.2-21]
        string(Property.RESPONSE_INFORMATION, granted.responseInformation());
    }

    /**
     * Adds a reason string unless it would make the packet larger than its receiver takes.
     *
     * @param otherBytes of the packet: all but fixed header and properties
     */
    void reasonString(@Nullable String reasonString, int maximumPacketSizeBytes, int otherBytes) {
        if (reasonString == null) {
            return;
        }
        int utf8Bytes = ByteBufUtil.utf8Bytes(reasonString);
        long properties = (long) block.readableBytes() + STRING_FRAME_BYTES + utf8Bytes;
        long remaining = otherBytes + properties + DataTypes.sizeOfVariableByteInteger((int) properties);
        long packet = 1 + remaining + DataTypes.sizeOfVariableByteInteger((int) remaining);
        if (utf8Bytes <= LONGEST_STRING && packet <= maximumPacketSizeBytes) {
            string(Property.REASON_STRING, reasonString);
        }
    }

    private void falseOnly(int id, boolean value) {
        if (!value) {
            oneByte(id, 0);
        }
    }

    private void oneByte(int id, int value) {
        block.writeByte(id).writeByte(value);
    }

    private void twoBytes(int id, int value) {
        block.writeByte(id).writeShort(value);
    }

    private void fourBytes(int id, long value) {
        block.writeByte(id).writeInt((int) value);
    }

    private void string(int id, @Nullable String value) {
        if (value != null) {
            block.writeByte(id).writeShort(ByteBufUtil.utf8Bytes(value));
            ByteBufUtil.writeUtf8(block, value);
        }
    }

    @Override
    public void close() {
        block.release();
    }
}
