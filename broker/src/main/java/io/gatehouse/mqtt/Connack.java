package io.gatehouse.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * CONNACK (section 3.2). For 3.1.1 clients only {@code sessionPresent} and the reason, translated to a return code,
 * reach the wire.
 *
 * @param properties what the server grants; {@code null} on a refusal
 * @param reasonString sent only to 5.0 clients that asked for problem information
 */
public record Connack(
        boolean sessionPresent,
        ReasonCode reasonCode,
        @Nullable ConnackProperties properties,
        @Nullable String reasonString)
        implements Packet {

    public static Connack refused(ReasonCode reasonCode, @Nullable String reasonString) {
        return new Connack(false, reasonCode, null, reasonString);
    }
}
