package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.wire.DataTypes.malformed;

import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.reason.Reason;
import io.netty.buffer.ByteBuf;

/**
 * Walks a control packet field by field before HiveMQ's decoder turns it into objects: everything fits, every string is
 * a string, nothing follows the last field, and the limits hold before memory is spent on them. What a field may say is
 * HiveMQ's part.
 *
 * <p>This is where most of what that decoder leaves out is checked: bytes after the last field of CONNECT, a 3.1.1 will
 * payload shorter than announced (it reads an empty one), 3.1.1 user names that are not UTF-8, a packet id of 0 in a
 * 3.1.1 UNSUBSCRIBE, subscription identifiers that are no variable byte integer.
 */
final class ControlBounds {
    private static final int PASSWORD = 0b0100_0000;
    private static final int USER_NAME = 0b1000_0000;
    private static final int WILL = 0b0000_0100;

    private ControlBounds() {}

    /** @param in reader index behind the protocol level; it is moved */
    static void checkConnect(ProtocolVersion version, ByteBuf in, int end, WireLimits limits) {
        int flags = DataTypes.readByte(in, end);
        DataTypes.readTwoBytes(in, end); // keep alive
        UserPropertyBudget user = new UserPropertyBudget(limits.maxUserPropertyBytes());
        if (version.isMqtt5()) {
            skipProperties(in, end, user);
        }
        checkClientId(in, end, limits);
        if ((flags & WILL) != 0) {
            checkWill(version, in, end, limits, user);
        }
        if ((flags & USER_NAME) != 0) {
            DataTypes.skipString(in, end, "user name"); // [MQTT-3.1.3-12]
        }
        if ((flags & PASSWORD) != 0) {
            DataTypes.skipBinary(in, end);
        }
        expectEnd(in, end, "CONNECT"); // [MQTT-3.1.3-1]
    }

    private static void checkClientId(ByteBuf in, int end, WireLimits limits) {
        int index = in.readerIndex() + 2;
        int length = DataTypes.skipString(in, end, "client id"); // [MQTT-3.1.3-4]
        if (length > limits.maxClientIdBytes()) {
            throw new ProtocolException(
                    ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
                    "MQTT-3.1.3-8",
                    "client id: " + length + " bytes (expected: at most " + limits.maxClientIdBytes() + ")");
        }
        if (Utf8.hasControlCharacter(in, index, length)) {
            throw new ProtocolException(
                    ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "1.5.4", "client id: control character (expected: none)");
        }
    }

    private static void checkWill(
            ProtocolVersion version, ByteBuf in, int end, WireLimits limits, UserPropertyBudget user) {
        if (version.isMqtt5()) {
            skipProperties(in, end, user);
        }
        int length = DataTypes.readLength(in, end);
        if (length == 0) {
            throw new ProtocolException(
                    ReasonCode.TOPIC_NAME_INVALID, "MQTT-4.7.3-1", "will topic: empty (expected: a topic name)");
        }
        TopicName.check(in, in.readerIndex(), length, limits); // [MQTT-3.1.3-11]
        in.skipBytes(length);
        int payloadLength = DataTypes.skipBinary(in, end);
        if (payloadLength > limits.maxPayloadBytes()) {
            throw new ProtocolException(
                    ReasonCode.PACKET_TOO_LARGE,
                    "3.1.3.4",
                    "will payload: " + payloadLength + " bytes (expected: at most " + limits.maxPayloadBytes() + ")");
        }
    }

    /** @param in reader index at the packet id; it is moved */
    static void checkFilters(PacketType type, ProtocolVersion version, ByteBuf in, int end, WireLimits limits) {
        PublishDecoder.readPacketId(in, end);
        if (version.isMqtt5()) {
            skipProperties(in, end, new UserPropertyBudget(limits.maxUserPropertyBytes()));
        }
        int filters = 0;
        while (in.readerIndex() < end) {
            checkFilter(in, end, limits);
            if (type == PacketType.SUBSCRIBE) {
                DataTypes.readByte(in, end); // options
            }
            filters++;
            if (filters > limits.maxFiltersPerPacket()) {
                throw new ProtocolException(
                        ReasonCode.QUOTA_EXCEEDED,
                        Reason.FILTER_LIMIT,
                        type == PacketType.SUBSCRIBE ? "3.8.3" : "3.10.3",
                        "filters: over " + limits.maxFiltersPerPacket() + " (expected: at most that in one packet)");
            }
        }
    }

    private static void checkFilter(ByteBuf in, int end, WireLimits limits) {
        int index = in.readerIndex() + 2;
        int length = DataTypes.skipString(in, end, "filter"); // [MQTT-3.8.3-1] [MQTT-3.10.3-1]
        if (length > limits.maxTopicBytes()) {
            throw new ProtocolException(
                    ReasonCode.TOPIC_FILTER_INVALID,
                    "4.7.3",
                    "filter: " + length + " bytes (expected: at most " + limits.maxTopicBytes() + ")");
        }
        if (Utf8.hasControlCharacter(in, index, length)) {
            throw malformed("1.5.4", "filter: control character (expected: none)");
        }
    }

    /** DISCONNECT and AUTH: a reason code and properties, both of which may be left out. */
    static void checkReasonAndProperties(PacketType type, ByteBuf in, int end, WireLimits limits) {
        if (in.readerIndex() == end) {
            return;
        }
        DataTypes.readByte(in, end); // reason code
        if (in.readerIndex() < end) {
            skipProperties(in, end, new UserPropertyBudget(limits.maxUserPropertyBytes()));
        }
        expectEnd(in, end, type.name());
    }

    static void expectEnd(ByteBuf in, int end, String packet) {
        int left = end - in.readerIndex();
        if (left > 0) {
            throw malformed("2.1.4", packet + ": " + left + " bytes after its last field (expected: none)");
        }
    }

    private static void skipProperties(ByteBuf in, int packetEnd, UserPropertyBudget user) {
        int length = DataTypes.readVariableByteInteger(in, packetEnd);
        int end = in.readerIndex() + length;
        if (end > packetEnd) {
            throw malformed("2.2.2.1", "property length: " + length + " (expected: no more than the packet holds)");
        }
        while (in.readerIndex() < end) {
            Property.skipValue(Property.readIdentifier(in, end), in, end, user);
        }
    }
}
