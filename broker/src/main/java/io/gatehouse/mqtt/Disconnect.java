package io.gatehouse.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * DISCONNECT (section 3.14), from either side. 3.1.1 has no DISCONNECT from the server: there the socket is closed.
 *
 * @param sessionExpirySeconds a new session expiry interval, or {@link #UNCHANGED}
 * @param reasonString sent only to 5.0 clients that asked for problem information
 */
public record Disconnect(
        ReasonCode reasonCode,
        long sessionExpirySeconds,
        @Nullable String reasonString) implements Packet {
    public static final long UNCHANGED = -1;
}
