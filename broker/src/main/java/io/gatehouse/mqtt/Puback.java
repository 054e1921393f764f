package io.gatehouse.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * PUBACK: the receiver has taken responsibility for a QoS 1 message (section 3.4).
 *
 * @param packetId 1 to 65,535
 * @param reasonString sent only to 5.0 clients that asked for problem information; {@code null} when received
 */
public record Puback(
        int packetId, ReasonCode reasonCode, @Nullable String reasonString) implements Packet {
    public Puback(int packetId, ReasonCode reasonCode) {
        this(packetId, reasonCode, null);
    }
}
