package io.gatehouse.indexing;

import org.jspecify.annotations.Nullable;

/**
 * Whether a thing is connected, since when, and how it last ended.
 *
 * @param clientId of the connection that stands, or stood, for the thing
 * @param timestampMillis when the connection began or, where it is not connected, ended; by the wall clock
 * @param disconnectReason AWS's word for how the last connection ended; null while it is connected
 * @param keepAliveSeconds as granted, 0 for none
 * @param sessionExpirySeconds as granted, 0 where the session ends with the connection
 */
public record Connectivity(
        String clientId,
        boolean connected,
        long timestampMillis,
        @Nullable String disconnectReason,
        int keepAliveSeconds,
        boolean cleanSession,
        long sessionExpirySeconds) {}
