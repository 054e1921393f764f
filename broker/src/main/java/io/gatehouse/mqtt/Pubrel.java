package io.gatehouse.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * PUBREL: the sender of a QoS 2 message forgets it (section 3.6).
 *
 * @param packetId 1 to 65,535
 * @param reasonString sent only to 5.0 clients that asked for problem information; {@code null} when received
 */
public record Pubrel(
        int packetId, ReasonCode reasonCode, @Nullable String reasonString) implements Packet {
    public Pubrel(int packetId, ReasonCode reasonCode) {
        this(packetId, reasonCode, null);
    }
}
