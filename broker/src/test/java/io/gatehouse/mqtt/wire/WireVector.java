package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * One packet as bytes, and what it is.
 *
 * @param wire bytes in the notation of {@link WireBytes}
 * @param opens whether the bytes are the first of their connection; others come after a CONNECT
 * @param packet what it says, {@code null} where it must be refused
 * @param refusal why it must be refused, {@code null} where it says something
 * @param clause which clause decides
 */
public record WireVector(
        String name,
        ProtocolVersion version,
        Direction direction,
        String wire,
        boolean opens,
        @Nullable Packet packet,
        @Nullable ReasonCode refusal,
        String clause) {

    /** Who sends it. */
    public enum Direction {
        FROM_CLIENT,
        FROM_SERVER
    }

    public byte[] bytes() {
        return WireBytes.of(wire);
    }

    @Override
    public String toString() {
        return version + " " + direction + " " + name + " [" + clause + "]";
    }
}
