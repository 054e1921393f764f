package io.gatehouse.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * PUBREC: the receiver has taken responsibility for a QoS 2 message (section 3.5).
 *
 * @param packetId 1 to 65,535
 * @param reasonString sent only to 5.0 clients that asked for problem information; {@code null} when received
 */
public record Pubrec(
        int packetId, ReasonCode reasonCode, @Nullable String reasonString) implements Packet {
    public Pubrec(int packetId, ReasonCode reasonCode) {
        this(packetId, reasonCode, null);
    }
}
