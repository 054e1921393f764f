package io.gatehouse.session;

import io.gatehouse.tls.HandshakeRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a live connection's network side.
 *
 * @param id unique for each connection; AWS IoT calls it the session identifier
 * @param peer address and port
 * @param address the peer's address alone
 * @param group key exchange group, where the TLS engine tells
 * @param serverName SNI, where the client sent one
 * @param resumed whether the TLS session was resumed
 * @param keepAliveSeconds as granted, 0 for none
 * @param handshake its course, where somebody watched
 */
public record ConnectionInfo(
        String id,
        String listener,
        String peer,
        String address,
        String protocol,
        String tlsVersion,
        String cipherSuite,
        @Nullable String group,
        @Nullable String serverName,
        boolean resumed,
        int keepAliveSeconds,
        boolean cleanStart,
        Instant connectedAt,
        @Nullable HandshakeRecord handshake,
        Route route) {

    /**
     * The way it came.
     *
     * @param webSocket else on the bare connection
     * @param localAddress IP address literal that the peer reached; empty where it is not known
     * @param localPort 0 where it is not known
     */
    public record Route(boolean webSocket, String localAddress, int localPort) {}
}
