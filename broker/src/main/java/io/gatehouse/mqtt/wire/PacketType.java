package io.gatehouse.mqtt.wire;

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

    /** The type in the upper half of a fixed header's first byte. */
    static PacketType of(int firstByte) {
        return BY_VALUE[(firstByte >> 4) & 0x0F];
    }

    /** The first byte of a packet of this type with these flags. */
    @SuppressWarnings("EnumOrdinal") // the order of the constants is that of the wire values
    int firstByte(int flags) {
        return (ordinal() << 4) | flags;
    }
}
