package io.gatehouse.admission;

import io.gatehouse.tls.Handshake;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Who stands at the gate: by a certificate, or by a signature.
 *
 * @param handshake what TLS proved
 * @param signer who signed; {@code null} where the handshake proved a certificate
 * @param listener name of the listener it came through
 * @param address IP address literal; empty where it is not known, in simulations only
 * @param port of the peer
 */
public record Peer(Handshake handshake, @Nullable Signer signer, String listener, String address, int port) {

    /** With a certificate. */
    public Peer(Handshake handshake, String listener, String address, int port) {
        this(handshake, null, listener, address, port);
    }

    /** {@code null} of who signed. */
    public @Nullable String certificateId() {
        return handshake.certificateId();
    }

    /** {@code null} of who signed. */
    public @Nullable X509Certificate leaf() {
        return handshake.leaf();
    }

    /** {@code null} of who proved a certificate. */
    public @Nullable String operator() {
        return signer == null ? null : signer.operator();
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
