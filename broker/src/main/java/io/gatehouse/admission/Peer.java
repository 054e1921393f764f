package io.gatehouse.admission;

import io.gatehouse.tls.Handshake;

/**
 * Who stands at the gate.
 *
 * @param handshake what TLS proved
 * @param listener name of the listener it came through
 * @param address IP address literal; empty where it is not known, in simulations only
 * @param port of the peer
 */
public record Peer(Handshake handshake, String listener, String address, int port) {
    public String certificateId() {
        return handshake.certificateId();
    }

    /** For logs: address and port. */
    public String endpoint() {
        return endpoint(address, port);
    }

    /** The same of a peer that is not known yet. */
    public static String endpoint(String address, int port) {
        return address.indexOf(':') < 0 ? address + ":" + port : "[" + address + "]:" + port;
    }
}
