package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.wire.DataTypes.malformed;

import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.ReasonCode;
import io.netty.buffer.ByteBuf;

/**
 * What PUBACK, PUBREC, PUBREL and PUBCOMP have in common (sections 3.4 to 3.7): a packet id, which the caller reads,
 * and in 5.0 a reason code and properties, both of which may be left out.
 */
final class AckDecoder {
    private AckDecoder() {}

    /** Reads what follows the packet id. */
    static ReasonCode reasonCode(PacketType type, ProtocolVersion version, ByteBuf in, int end, WireLimits limits) {
        if (in.readerIndex() == end) {
            return ReasonCode.SUCCESS; // a 5.0 packet of length 2 means 0x00 (section 3.4.2.1)
        }
        if (!version.isMqtt5()) {
            throw malformed("2.1.4", type + ": " + (end - in.readerIndex()) + " bytes too many (expected: none)");
        }
        int value = DataTypes.readByte(in, end);
        ReasonCode reasonCode = ReasonCode.of(value);
        if (reasonCode == null || !isAllowed(type, reasonCode)) {
            // [MQTT-3.4.2-1] [MQTT-3.5.2-1] [MQTT-3.6.2-1] [MQTT-3.7.2-1]
            throw malformed("MQTT-3.4.2-1", type + " reason code: " + value + " (expected: one of its section)");
        }
        if (in.readerIndex() < end) {
            skipProperties(in, end, limits);
        }
        return reasonCode;
    }

    private static boolean isAllowed(PacketType type, ReasonCode reasonCode) {
        boolean releases = type == PacketType.PUBREL || type == PacketType.PUBCOMP;
        return switch (reasonCode) {
            case SUCCESS -> true;
            case PACKET_IDENTIFIER_NOT_FOUND -> releases;
            case NO_MATCHING_SUBSCRIBERS,
                    UNSPECIFIED_ERROR,
                    IMPLEMENTATION_SPECIFIC_ERROR,
                    NOT_AUTHORIZED,
                    TOPIC_NAME_INVALID,
                    PACKET_IDENTIFIER_IN_USE,
                    QUOTA_EXCEEDED,
                    PAYLOAD_FORMAT_INVALID -> !releases;
            default -> false; // the closed list is that of the packet, not that of the protocol
        };
    }

    private static void skipProperties(ByteBuf in, int end, WireLimits limits) {
        int length = DataTypes.readVariableByteInteger(in, end);
        if (in.readerIndex() + length != end) {
            throw malformed("3.4.2.2.1", "property length: " + length + " (expected: all that is left)");
        }
        UserPropertyBudget user = new UserPropertyBudget(limits.maxUserPropertyBytes());
        long seen = 0;
        while (in.readerIndex() < end) {
            int id = Property.readIdentifier(in, end);
            switch (id) {
                case Property.REASON_STRING -> {
                    seen = Property.once(seen, id);
                    DataTypes.skipString(in, end, "reason string");
                }
                case Property.USER_PROPERTY -> user.skip(in, end);
                default ->
                    throw malformed("2.2.2.2", "property identifier: " + id + " (expected: one of acknowledgements)");
            }
        }
    }
}
