package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One live connection, as it was at one moment.
 *
 * @param operator who signed, in place of a certificate
 * @param peer address and port
 * @param protocol {@code MQTT 3.1.1} or {@code MQTT 5.0}
 * @param transport {@code tcp} or {@code websocket}, both over TLS
 * @param keepAliveSeconds as granted, 0 for none
 * @param sessionExpirySeconds as granted, 0 when the session ends with the connection
 * @param group key exchange group of the handshake, where the TLS engine tells
 * @param serverName the SNI of the ClientHello
 * @param inflight messages sent and not yet acknowledged
 * @param queued messages that wait for the window
 * @param certificateClients connected clients that have this certificate, where there are more than this one
 * @param sharedWith the first of the others
 * @param handshake what TLS looked like; in {@code describe} only
 */
public record ConnectionView(
        String clientId,
        @Nullable String thing,
        @Nullable String certificateId,
        @Nullable String operator,
        String peer,
        String protocol,
        String transport,
        Instant connectedAt,
        int keepAliveSeconds,
        boolean cleanStart,
        long sessionExpirySeconds,
        String tlsVersion,
        String cipherSuite,
        @Nullable String group,
        @Nullable String serverName,
        List<String> subscriptions,
        int inflight,
        int queued,
        long messagesIn,
        long messagesOut,
        @Nullable Integer certificateClients,
        List<String> sharedWith,
        @Nullable HandshakeView handshake) {
    public ConnectionView {
        subscriptions = List.copyOf(subscriptions);
        sharedWith = List.copyOf(sharedWith);
    }
}
