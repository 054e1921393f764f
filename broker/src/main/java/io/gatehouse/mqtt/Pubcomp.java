package io.gatehouse.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * PUBCOMP: the packet id of a QoS 2 message is free again (section 3.7).
 *
 * @param packetId 1 to 65,535
 * @param reasonString sent only to 5.0 clients that asked for problem information; {@code null} when received
 */
public record Pubcomp(
        int packetId, ReasonCode reasonCode, @Nullable String reasonString) implements Packet {
    public Pubcomp(int packetId, ReasonCode reasonCode) {
        this(packetId, reasonCode, null);
    }
}
