package io.gatehouse.mqtt.wire;

import static io.gatehouse.mqtt.wire.DataTypes.malformed;
import static io.gatehouse.mqtt.wire.DataTypes.protocolError;

import io.gatehouse.mqtt.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/** The control packet types of section 2.1.2. The ordinal is the wire value. */
enum PacketType {
    RESERVED,
    CONNECT,
    CONNACK,
    PUBLISH,
    PUBACK,
    PUBREC,
    PUBREL,
    PUBCOMP,
    SUBSCRIBE,
    SUBACK,
    UNSUBSCRIBE,
    UNSUBACK,
    PINGREQ,
    PINGRESP,
    DISCONNECT,
    AUTH;

    private static final PacketType[] BY_VALUE = values();
    private static final int FLAGS_OF_REQUESTS = 0b0010;
    private static final int DUPLICATE = 0b1000;

    /** The type in the upper half of a fixed header's first byte. */
    static PacketType of(int firstByte) {
        return BY_VALUE[(firstByte >> 4) & 0x0F];
    }

    /**
     * Refuses what a client must not send: other types than its own, and flags that are not those of the type. Those of
     * PUBLISH mean something and are judged with the rest of it.
     *
     * @param version {@code null} before CONNECT
     */
    void checkFlags(int flags, @Nullable ProtocolVersion version) {
        int expected = switch (this) {
            case PUBLISH -> flags;
            // [MQTT-3.6.1-1] [MQTT-3.8.1-1] [MQTT-3.10.1-1]
            case PUBREL, SUBSCRIBE, UNSUBSCRIBE -> FLAGS_OF_REQUESTS;
            case CONNECT, PUBACK, PUBREC, PUBCOMP, PINGREQ, DISCONNECT -> 0;
            case AUTH -> {
                if (version != ProtocolVersion.MQTT_5) {
                    throw protocolError("2.1.2", "packet: AUTH (expected: none before version 5.0)");
                }
                yield 0; // [MQTT-3.15.1-1]
            }
            case CONNACK, SUBACK, UNSUBACK, PINGRESP ->
                throw protocolError("2.1.2", "packet: " + this + " (expected: none from a client)");
            case RESERVED -> throw malformed("2.1.2", "packet type: 0 (expected: 1 to 15)");
        };
        // 3.1 sends requests again, and says so (section 2.1 of 3.1).
        boolean mayBeResent = version == ProtocolVersion.MQTT_3_1 && expected == FLAGS_OF_REQUESTS;
        if ((mayBeResent ? flags & ~DUPLICATE : flags) != expected) {
            throw malformed("MQTT-2.1.3-1", this + " flags: " + flags + " (expected: " + expected + ")");
        }
    }

    /** The first byte of a packet of this type with these flags. */
    @SuppressWarnings("EnumOrdinal") // the order of the constants is that of the wire values
    int firstByte(int flags) {
        return (ordinal() << 4) | flags;
    }
}
