package io.gatehouse.refusal;

import org.jspecify.annotations.Nullable;

/**
 * Who was refused, as far as it was known. Values are the peer's own words: they are escaped when they are printed, not
 * here.
 *
 * @param listener name of the listener it came through
 * @param peer address and port
 * @param serverName of the ClientHello
 * @param clientId as sent
 * @param certificateId lower-case hexadecimal SHA-256 of the certificate's DER
 * @param thing the connection stands for
 * @param operator who signed, where that took the place of a certificate
 */
public record Client(
        String listener,
        @Nullable String peer,
        @Nullable String serverName,
        @Nullable String clientId,
        @Nullable String certificateId,
        @Nullable String thing,
        @Nullable String operator) {

    /** Before anything but the address is known. */
    public static Client at(String listener, @Nullable String peer) {
        return new Client(listener, peer, null, null, null, null, null);
    }

    public Client named(@Nullable String clientId, @Nullable String certificateId, @Nullable String thing) {
        return new Client(listener, peer, serverName, clientId, certificateId, thing, operator);
    }

    public Client asking(@Nullable String serverName) {
        return new Client(listener, peer, serverName, clientId, certificateId, thing, operator);
    }

    /** @param operator {@code null} where nobody signed */
    public Client signedBy(@Nullable String operator) {
        return new Client(listener, peer, serverName, clientId, certificateId, thing, operator);
    }

    /** The address without its port, which changes with every attempt, and without the brackets of IPv6. */
    public @Nullable String address() {
        int colon = peer == null ? -1 : peer.lastIndexOf(':');
        if (peer == null || colon < 0) {
            return peer;
        }
        return peer.startsWith("[") ? peer.substring(1, colon - 1) : peer.substring(0, colon);
    }
}
