package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.netty.buffer.ByteBuf;

/**
 * A PUBLISH encoded once for all receivers of the same shape: version, QoS, RETAIN and subscription identifiers. What
 * is peculiar to one receiver, packet id, DUP and topic alias, is patched while its bytes are copied.
 *
 * <h2>The model</h2>
 *
 * The <em>head</em> is everything before the payload. It is kept in one small buffer that the caller lends, and its
 * parts are known by index:
 *
 * <pre>
 * | first byte | remaining length | name length, name | packet id | property length | properties |
 *                                 ^ nameAt            ^ packetIdAt (= propertiesAt for QoS 0)
 * </pre>
 *
 * A receiver's copy is the head with two patches, then the payload: copied behind it where it is small, written as a
 * retained slice where it is large, which the caller decides. A copy with an alias has another name and two other
 * lengths; it is put together from the same parts. No receiver costs an object.
 *
 * <h2>Ownership and threads</h2>
 *
 * The creator closes it. It shares the message's payload until then. Reading goes by index and moves nothing, so that
 * reading from several loops would be safe, but each loop encodes its own.
 */
public final class EncodedPublish implements AutoCloseable {
    private static final int DUPLICATE = 0b1000;
    private static final int ALIAS_BYTES = 3;
    private static final int EXPIRY_BYTES = 5;

    private final ByteBuf head;
    private final Payload payload;
    private final int nameAt;
    private final int packetIdAt;
    private final int propertyLengthAt;
    private final int propertiesAt;

    private EncodedPublish(
            ByteBuf head, Payload payload, int nameAt, int packetIdAt, int propertyLengthAt, int propertiesAt) {
        this.head = head;
        this.payload = payload;
        this.nameAt = nameAt;
        this.packetIdAt = packetIdAt;
        this.propertyLengthAt = propertyLengthAt;
        this.propertiesAt = propertiesAt;
    }

    /**
     * Encodes {@code message} for receivers of one shape.
     *
     * @param retain RETAIN as this receiver is to see it
     * @param nowMillis wall clock: what is left of the message expiry is counted from it [MQTT-3.3.2-6]
     * @param head lent until this is closed: cleared and written to here, never released. A loop that lends the same
     *     heap buffer for every message allocates none
     * @return owned by the caller
     */
    public static EncodedPublish of(
            Message message,
            ProtocolVersion version,
            Qos qos,
            boolean retain,
            SubscriptionIds ids,
            long nowMillis,
            ByteBuf head) {
        boolean mqtt5 = version.isMqtt5();
        byte[] name = message.topic().utf8();
        int packetIdBytes = qos == Qos.AT_MOST_ONCE ? 0 : 2; // [MQTT-2.2.1-2]
        int properties = mqtt5 ? propertyBytes(message.properties(), ids) : 0;
        int propertyLengthBytes = mqtt5 ? DataTypes.sizeOfVariableByteInteger(properties) : 0;
        int variable = 2 + name.length + packetIdBytes + propertyLengthBytes + properties;
        int remaining = variable + message.payload().size();
        int nameAt = 1 + DataTypes.sizeOfVariableByteInteger(remaining);
        int packetIdAt = nameAt + 2 + name.length;
        int propertyLengthAt = packetIdAt + packetIdBytes;

        head.clear().ensureWritable(nameAt + variable);
        head.writeByte(PacketType.PUBLISH.firstByte((qos.value() << 1) | (retain ? 1 : 0)));
        DataTypes.writeVariableByteInteger(head, remaining);
        head.writeShort(name.length).writeBytes(name);
        head.writeZero(packetIdBytes);
        if (mqtt5) {
            DataTypes.writeVariableByteInteger(head, properties);
            writeProperties(message, ids, nowMillis, head);
        }
        return new EncodedPublish(
                head,
                message.payload().share(),
                nameAt,
                packetIdAt,
                propertyLengthAt,
                propertyLengthAt + propertyLengthBytes);
    }

    private static int propertyBytes(PublishProperties properties, SubscriptionIds ids) {
        int bytes = properties.forwarded().length;
        if (properties.messageExpirySeconds() != PublishProperties.NO_EXPIRY) {
            bytes += EXPIRY_BYTES;
        }
        for (int i = 0; i < ids.count(); i++) {
            bytes += 1 + DataTypes.sizeOfVariableByteInteger(ids.get(i));
        }
        return bytes;
    }

    private static void writeProperties(Message message, SubscriptionIds ids, long nowMillis, ByteBuf out) {
        PublishProperties properties = message.properties();
        if (properties.messageExpirySeconds() != PublishProperties.NO_EXPIRY) {
            long waitedSeconds = Math.max(0, nowMillis - message.receivedAtMillis()) / 1000;
            long leftSeconds = Math.max(0, properties.messageExpirySeconds() - waitedSeconds);
            out.writeByte(Property.MESSAGE_EXPIRY_INTERVAL).writeInt((int) leftSeconds); // [MQTT-3.3.2-6]
        }
        // As they came, in the order they came in. [MQTT-3.3.2-4] [MQTT-3.3.2-17] [MQTT-3.3.2-18]
        out.writeBytes(properties.forwarded());
        for (int i = 0; i < ids.count(); i++) {
            out.writeByte(Property.SUBSCRIPTION_IDENTIFIER); // [MQTT-3.3.4-3] [MQTT-3.3.4-4]
            DataTypes.writeVariableByteInteger(out, ids.get(i));
        }
    }

    /** The whole packet, in bytes. */
    public int size() {
        return headSize() + payload.size();
    }

    /** Everything before the payload, in bytes. */
    public int headSize() {
        return head.readableBytes();
    }

    /** The whole packet with a topic alias, in bytes. */
    public int sizeWithAlias(boolean named) {
        return headSizeWithAlias(named) + payload.size();
    }

    /** Everything before the payload, with a topic alias, in bytes. */
    public int headSizeWithAlias(boolean named) {
        int variable = variableSizeWithAlias(named);
        return 1 + DataTypes.sizeOfVariableByteInteger(variable + payload.size()) + variable;
    }

    /** Head and payload. */
    public void writeTo(ByteBuf out, int packetId, boolean duplicate) {
        writeHeadTo(out, packetId, duplicate);
        payload.copyTo(out);
    }

    /**
     * The head alone, for a payload that is sent as a slice behind it.
     *
     * @param packetId ignored for QoS 0
     */
    public void writeHeadTo(ByteBuf out, int packetId, boolean duplicate) {
        int start = out.writerIndex();
        copyHead(0, head.writerIndex(), out);
        if (duplicate) {
            out.setByte(start, head.getByte(0) | DUPLICATE);
        }
        if (hasPacketId()) {
            out.setShort(start + packetIdAt, packetId);
        }
    }

    /**
     * The head with a topic alias, for a 5.0 receiver that takes it (section 3.3.2.3.4). [MQTT-3.3.2-11]
     *
     * @param alias 1 to the receiver's topic alias maximum
     * @param named true on the first use, which sets the alias; false later, when it stands for the name
     */
    public void writeHeadWithAliasTo(ByteBuf out, int packetId, boolean duplicate, int alias, boolean named) {
        out.writeByte(head.getByte(0) | (duplicate ? DUPLICATE : 0));
        DataTypes.writeVariableByteInteger(out, variableSizeWithAlias(named) + payload.size());
        if (named) {
            copyHead(nameAt, packetIdAt - nameAt, out);
        } else {
            out.writeShort(0);
        }
        if (hasPacketId()) {
            out.writeShort(packetId);
        }
        int properties = head.writerIndex() - propertiesAt;
        DataTypes.writeVariableByteInteger(out, properties + ALIAS_BYTES);
        out.writeByte(Property.TOPIC_ALIAS).writeShort(alias);
        copyHead(propertiesAt, properties, out);
    }

    /** Asked of the source, for the reason {@link Payload#copyTo} gives. */
    private void copyHead(int from, int bytes, ByteBuf out) {
        out.ensureWritable(bytes);
        head.getBytes(from, out, bytes);
    }

    private boolean hasPacketId() {
        return propertyLengthAt > packetIdAt;
    }

    private int variableSizeWithAlias(boolean named) {
        if (propertiesAt == propertyLengthAt) {
            throw new IllegalStateException("topic alias: for a 3.1.1 receiver (expected: 5.0)");
        }
        int properties = head.writerIndex() - propertiesAt + ALIAS_BYTES;
        int name = named ? packetIdAt - nameAt : 2;
        return name + (propertyLengthAt - packetIdAt) + DataTypes.sizeOfVariableByteInteger(properties) + properties;
    }

    /** Borrowed until this is closed. */
    public Payload payload() {
        return payload;
    }

    /** Ends the creator's ownership; retained slices of the payload live on. */
    @Override
    public void close() {
        payload.close();
    }
}
