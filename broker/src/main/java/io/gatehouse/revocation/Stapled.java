package io.gatehouse.revocation;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** A certificate of the server that wants its issuer's word with it. Called by the fetching thread. */
public interface Stapled {
    X509Certificate leaf();

    X509Certificate issuer();

    /** @param response of OCSP, in DER, for new connections from now on; {@code null} for none */
    void staple(byte @Nullable [] response);
}
