package io.gatehouse.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * One certificate of a chain as it was sent, read for whoever asks.
 *
 * @param id see {@link CertificateIds}
 * @param subject RFC 2253; {@code null} where the JDK cannot read it
 * @param issuer RFC 2253
 * @param bytes of its DER
 */
public record SentCertificate(
        String id, @Nullable String subject, @Nullable String issuer, int bytes) {

    static SentCertificate of(X509Certificate certificate) {
        byte[] der = derOf(certificate);
        try {
            // Parsed anew, from bytes: the connection's own may be in use on its loop, and would stay as large.
            X509Certificate read = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return new SentCertificate(
                    CertificateIds.of(der),
                    read.getSubjectX500Principal().getName(),
                    read.getIssuerX500Principal().getName(),
                    der.length);
        } catch (CertificateException | RuntimeException unreadable) {
            return new SentCertificate(CertificateIds.of(der), null, null, der.length);
        }
    }

    static byte[] derOf(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("certificate: no encoding (expected: one read from DER)", e);
        }
    }
}
