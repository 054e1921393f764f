package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ReasonCode;
import io.netty.buffer.ByteBuf;

/**
 * The data types of section 1.5. Readers move the reader index and never past {@code end}, the index after the packet
 * or block they are in; what does not fit is a malformed packet.
 */
final class DataTypes {
    private DataTypes() {}

    static int readByte(ByteBuf in, int end) {
        require(in, end, 1);
        return in.readUnsignedByte();
    }

    static int readTwoBytes(ByteBuf in, int end) {
        require(in, end, 2);
        return in.readUnsignedShort();
    }

    static long readFourBytes(ByteBuf in, int end) {
        require(in, end, 4);
        return in.readUnsignedInt();
    }

    static int readVariableByteInteger(ByteBuf in, int end) {
        int value = 0;
        for (int shift = 0; shift <= 21; shift += 7) {
            int next = readByte(in, end);
            value |= (next & 0x7F) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) {
                    // [MQTT-1.5.5-1]
                    throw malformed("MQTT-1.5.5-1", "variable byte integer: padded (expected: the fewest bytes)");
                }
                return value;
            }
        }
        throw malformed("1.5.5", "variable byte integer: more than 4 bytes (expected: 1 to 4)");
    }

    /** The two-byte length in front of a string or binary; what it announces is there to be read. */
    static int readLength(ByteBuf in, int end) {
        int length = readTwoBytes(in, end);
        require(in, end, length);
        return length;
    }

    /** Passes over a string after judging it. Returns its length in bytes. */
    static int skipString(ByteBuf in, int end, String name) {
        int length = readLength(in, end);
        if (!Utf8.isString(in, in.readerIndex(), length)) {
            throw malformed("MQTT-1.5.4-1", name + ": not a string (expected: well-formed UTF-8 without U+0000)");
        }
        in.skipBytes(length);
        return length;
    }

    static int skipBinary(ByteBuf in, int end) {
        int length = readLength(in, end);
        in.skipBytes(length);
        return length;
    }

    static int sizeOfVariableByteInteger(int value) {
        if (value < 128) {
            return 1;
        }
        if (value < 16_384) {
            return 2;
        }
        return value < 2_097_152 ? 3 : 4;
    }

    static void writeVariableByteInteger(ByteBuf out, int value) {
        int rest = value;
        while (rest >= 0x80) {
            out.writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    static ProtocolException malformed(String clause, String detail) {
        return new ProtocolException(ReasonCode.MALFORMED_PACKET, clause, detail);
    }

    static ProtocolException protocolError(String clause, String detail) {
        return new ProtocolException(ReasonCode.PROTOCOL_ERROR, clause, detail);
    }

    private static void require(ByteBuf in, int end, int bytes) {
        int left = end - in.readerIndex();
        if (left < bytes) {
            throw malformed("1.5", "field: " + left + " bytes left (expected: at least " + bytes + ")");
        }
    }
}
