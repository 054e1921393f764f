package io.gatehouse.tls;

import io.gatehouse.reason.Reason;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Whether a certificate that was let in once may still resume its TLS session. Asked on resumption only; on a full
 * handshake the certificate is judged at CONNECT, where the device can read the reason.
 *
 * <p>Called on the channel's event loop: look-ups in memory, no lock, nothing that blocks. A thrown exception refuses.
 */
@FunctionalInterface
public interface CertificateGate {
    /**
     * Why this certificate may not resume, if it may not.
     *
     * @param certificateId see {@link CertificateIds}
     * @return why it is refused, {@code null} when it may resume
     */
    @Nullable
    Reason refusal(String certificateId, X509Certificate leaf);
}
