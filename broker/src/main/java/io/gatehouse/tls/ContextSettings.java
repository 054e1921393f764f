package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import io.netty.handler.ssl.ClientAuth;
import java.util.List;

/**
 * What one TLS context is made from.
 *
 * @param protocols that are agreed on by ALPN, in order of preference
 * @param certificate the one it shows
 */
record ContextSettings(
        TlsSettings tls,
        Door door,
        List<ApplicationProtocol> protocols,
        ServerCertificate certificate,
        CertificateGate gate) {

    ClientAuth clientAuth() {
        return door.asksForCertificate() ? ClientAuth.REQUIRE : ClientAuth.NONE;
    }

    /** Sessions of clients that prove nothing are not worth a ticket. */
    boolean resumption() {
        return tls.resumption() && door.asksForCertificate();
    }
}
