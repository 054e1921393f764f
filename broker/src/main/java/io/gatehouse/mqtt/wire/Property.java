package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.wire.DataTypes.malformed;

import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ReasonCode;
import io.netty.buffer.ByteBuf;

/** The property identifiers of 5.0 and the shapes of their values (section 2.2.2.2). */
final class Property {
    static final int PAYLOAD_FORMAT_INDICATOR = 0x01;
    static final int MESSAGE_EXPIRY_INTERVAL = 0x02;
    static final int CONTENT_TYPE = 0x03;
    static final int RESPONSE_TOPIC = 0x08;
    static final int CORRELATION_DATA = 0x09;
    static final int SUBSCRIPTION_IDENTIFIER = 0x0B;
    static final int SESSION_EXPIRY_INTERVAL = 0x11;
    static final int ASSIGNED_CLIENT_IDENTIFIER = 0x12;
    static final int SERVER_KEEP_ALIVE = 0x13;
    static final int AUTHENTICATION_METHOD = 0x15;
    static final int AUTHENTICATION_DATA = 0x16;
    static final int REQUEST_PROBLEM_INFORMATION = 0x17;
    static final int WILL_DELAY_INTERVAL = 0x18;
    static final int REQUEST_RESPONSE_INFORMATION = 0x19;
    static final int RESPONSE_INFORMATION = 0x1A;
    static final int SERVER_REFERENCE = 0x1C;
    static final int REASON_STRING = 0x1F;
    static final int RECEIVE_MAXIMUM = 0x21;
    static final int TOPIC_ALIAS_MAXIMUM = 0x22;
    static final int TOPIC_ALIAS = 0x23;
    static final int MAXIMUM_QOS = 0x24;
    static final int RETAIN_AVAILABLE = 0x25;
    static final int USER_PROPERTY = 0x26;
    static final int MAXIMUM_PACKET_SIZE = 0x27;
    static final int WILDCARD_SUBSCRIPTION_AVAILABLE = 0x28;
    static final int SUBSCRIPTION_IDENTIFIER_AVAILABLE = 0x29;
    static final int SHARED_SUBSCRIPTION_AVAILABLE = 0x2A;

    private Property() {}

    /** An identifier is a variable byte integer, though none so far needs a second byte. */
    static int readIdentifier(ByteBuf in, int end) {
        return DataTypes.readVariableByteInteger(in, end);
    }

    /** Passes over the value of property {@code id} after judging its shape; {@code user} counts user properties. */
    static void skipValue(int id, ByteBuf in, int end, UserPropertyBudget user) {
        switch (id) {
            case PAYLOAD_FORMAT_INDICATOR,
                    REQUEST_PROBLEM_INFORMATION,
                    REQUEST_RESPONSE_INFORMATION,
                    MAXIMUM_QOS,
                    RETAIN_AVAILABLE,
                    WILDCARD_SUBSCRIPTION_AVAILABLE,
                    SUBSCRIPTION_IDENTIFIER_AVAILABLE,
                    SHARED_SUBSCRIPTION_AVAILABLE -> DataTypes.readByte(in, end);
            case SERVER_KEEP_ALIVE, RECEIVE_MAXIMUM, TOPIC_ALIAS_MAXIMUM, TOPIC_ALIAS ->
                DataTypes.readTwoBytes(in, end);
            case MESSAGE_EXPIRY_INTERVAL, SESSION_EXPIRY_INTERVAL, WILL_DELAY_INTERVAL, MAXIMUM_PACKET_SIZE ->
                DataTypes.readFourBytes(in, end);
            case SUBSCRIPTION_IDENTIFIER -> DataTypes.readVariableByteInteger(in, end);
            case CORRELATION_DATA, AUTHENTICATION_DATA -> DataTypes.skipBinary(in, end);
            case CONTENT_TYPE,
                    RESPONSE_TOPIC,
                    ASSIGNED_CLIENT_IDENTIFIER,
                    AUTHENTICATION_METHOD,
                    RESPONSE_INFORMATION,
                    SERVER_REFERENCE,
                    REASON_STRING -> DataTypes.skipString(in, end, "property");
            case USER_PROPERTY -> user.skip(in, end);
            default -> throw malformed("2.2.2.2", "property identifier: " + id + " (expected: one of section 2.2.2.2)");
        }
    }

    /** Refuses the second of a property that may be there once. Returns {@code seen} with {@code id} in it. */
    static long once(long seen, int id) {
        long bit = 1L << id;
        if ((seen & bit) != 0) {
            throw new ProtocolException(
                    ReasonCode.PROTOCOL_ERROR, "2.2.2.2", "property identifier: " + id + " twice (expected: once)");
        }
        return seen | bit;
    }
}
