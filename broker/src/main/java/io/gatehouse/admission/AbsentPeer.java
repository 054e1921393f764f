package io.gatehouse.admission;

import io.gatehouse.registry.Certificate;
import io.gatehouse.tls.Handshake;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** A peer that is not here: what is known of it stands in for what a handshake or a signature would have shown. */
final class AbsentPeer {
    private AbsentPeer() {}

    /** @param address IP address literal; empty leaves it open, and conditions about it without a value */
    static Peer of(Certificate certificate, String listener, String address, int port) {
        Handshake handshake = new Handshake(
                certificate.id(), parsed(certificate.der().bytes()), "none", "none", null, false, null, null, null);
        return new Peer(handshake, listener, address, port);
    }

    /** The same of an operator, who shows no certificate. */
    static Peer of(Signer signer, String listener, String address, int port) {
        Handshake handshake = new Handshake(null, null, "none", "none", null, false, null, null, null);
        return new Peer(handshake, signer, listener, address, port);
    }

    private static X509Certificate parsed(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalStateException("certificate: not readable (expected: as the registry took it)", e);
        }
    }
}
