package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.ProtocolVersion;
import io.netty.buffer.ByteBuf;

public final class PacketEncoder {
    private PacketEncoder() {}

    public static void encode(
            Packet packet,
            ProtocolVersion version,
            int maximumPacketSizeBytes,
            boolean problemInformation,
            ByteBuf out) {}
}
