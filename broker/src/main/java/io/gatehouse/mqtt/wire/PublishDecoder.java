package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.wire.DataTypes.malformed;
import static io.gatehouse.mqtt.wire.DataTypes.protocolError;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.netty.buffer.ByteBuf;
import java.util.function.LongSupplier;

/**
 * PUBLISH from a client (section 3.3), without copying the payload and without a new topic for a name seen before. One
 * for each connection, confined to the channel's loop.
 */
final class PublishDecoder {
    private static final int RETAIN = 0b0001;
    private static final int DUPLICATE = 0b1000;

    private final WireLimits limits;
    private final LongSupplier wallClockMillis;
    private final TopicCache topics;
    private String publisherId = "";

    PublishDecoder(WireLimits limits, LongSupplier wallClockMillis) {
        this.limits = limits;
        this.wallClockMillis = wallClockMillis;
        this.topics = new TopicCache(limits);
    }

    void publisherId(String clientId) {
        publisherId = clientId;
    }

    /**
     * Reads the variable header and takes the rest as payload. The caller owns the message; nothing is retained where
     * this throws.
     *
     * @param end index after the packet
     */
    Publish decode(int flags, boolean mqtt5, ByteBuf in, int end) {
        Qos qos = qosOf(flags);
        int topicLength = DataTypes.readLength(in, end);
        Topic topic = topicLength == 0 ? Topic.NONE : topics.get(in, in.readerIndex(), topicLength);
        in.skipBytes(topicLength);
        int packetId = qos == Qos.AT_MOST_ONCE ? 0 : readPacketId(in, end);
        PublishPropertyBlock block = mqtt5 ? PublishPropertyBlock.read(in, end, limits) : PublishPropertyBlock.EMPTY;
        if (topicLength == 0 && block.topicAlias() == 0) {
            throw noTopic(mqtt5);
        }
        long receivedAtMillis = wallClockMillis.getAsLong(); // nothing after the payload was taken may throw
        Payload payload = payload(in, end);
        Message message = new Message(
                topic, payload, qos, (flags & RETAIN) != 0, block.properties(), publisherId, receivedAtMillis);
        return new Publish(message, packetId, (flags & DUPLICATE) != 0, block.topicAlias(), SubscriptionIds.NONE);
    }

    private static Qos qosOf(int flags) {
        int level = (flags >> 1) & 0b11;
        if (level == 3) {
            throw malformed("MQTT-3.3.1-4", "qos: 3 (expected: 0, 1 or 2)"); // [MQTT-3.3.1-4]
        }
        if (level == 0 && (flags & DUPLICATE) != 0) {
            throw protocolError("MQTT-3.3.1-2", "duplicate flag: 1 with QoS 0 (expected: 0)"); // [MQTT-3.3.1-2]
        }
        return Qos.of(level);
    }

    static int readPacketId(ByteBuf in, int end) {
        int packetId = DataTypes.readTwoBytes(in, end);
        if (packetId == 0) {
            throw protocolError("MQTT-2.2.1-3", "packet identifier: 0 (expected: 1 to 65535)"); // [MQTT-2.2.1-3]
        }
        return packetId;
    }

    private static ProtocolException noTopic(boolean mqtt5) {
        return mqtt5
                ? protocolError("3.3.2.1", "topic: empty without a topic alias (expected: a name or an alias)")
                : new ProtocolException(
                        ReasonCode.TOPIC_NAME_INVALID, "MQTT-4.7.3-1", "topic: empty (expected: a topic name)");
    }

    private Payload payload(ByteBuf in, int end) {
        int length = end - in.readerIndex();
        if (length > limits.maxPayloadBytes()) {
            throw new ProtocolException(
                    ReasonCode.PACKET_TOO_LARGE,
                    "3.3.3",
                    "payload: " + length + " bytes (expected: at most " + limits.maxPayloadBytes() + ")");
        }
        return length == 0 ? Payload.empty() : Payload.of(in.readRetainedSlice(length));
    }
}
