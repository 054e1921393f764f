package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.ReasonCode;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The first two fields of CONNECT (sections 3.1.2.1 and 3.1.2.2).
 *
 * @param isSupported whether name and level are a version Gatehouse speaks
 * @param answer that version, or else the one whose CONNACK the client most likely understands
 */
record ProtocolName(boolean isSupported, ProtocolVersion answer, int level) {
    private static final String NAME = "MQTT";
    private static final String NAME_OF_3_1 = "MQIsdp";

    /** Leaves the reader index behind the level. */
    static ProtocolName read(ByteBuf in, int end) {
        int length = DataTypes.readLength(in, end);
        int nameAt = in.readerIndex();
        in.skipBytes(length);
        int level = DataTypes.readByte(in, end);
        // The lengths first: a name of 64 KiB is not worth a string.
        if (length == NAME.length() && isName(in, nameAt, NAME)) {
            if (level == ProtocolVersion.MQTT_5.level()) {
                return new ProtocolName(true, ProtocolVersion.MQTT_5, level);
            }
            if (level == ProtocolVersion.MQTT_3_1_1.level()) {
                return new ProtocolName(true, ProtocolVersion.MQTT_3_1_1, level);
            }
        } else if (length == NAME_OF_3_1.length()
                && isName(in, nameAt, NAME_OF_3_1)
                && level == ProtocolVersion.MQTT_3_1.level()) {
            return new ProtocolName(true, ProtocolVersion.MQTT_3_1, level);
        }
        // Some bridges set the highest bit of 3 and 4: that is not a newer version.
        boolean isNewer = level > ProtocolVersion.MQTT_5.level() && level < 0x80;
        return new ProtocolName(false, isNewer ? ProtocolVersion.MQTT_5 : ProtocolVersion.MQTT_3_1_1, level);
    }

    private static boolean isName(ByteBuf in, int index, String name) {
        return in.toString(index, name.length(), StandardCharsets.US_ASCII).equals(name);
    }

    void check() {
        if (!isSupported) {
            // [MQTT-3.1.2-1] [MQTT-3.1.2-2]
            throw new ProtocolException(
                    ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
                    "MQTT-3.1.2-2",
                    "protocol: unknown name or level " + level + " (expected: MQIsdp 3, MQTT 4 or MQTT 5)");
        }
    }
}
