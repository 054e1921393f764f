package io.gatehouse.refusal;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * The certificate a client presented, unread: it is taken apart when somebody wants to know what it says. Any thread.
 *
 * @param leaf as the handshake had it
 * @param status as the registry has it at the moment of the refusal: {@code ACTIVE}, {@code REVOKED} …; {@code null}
 *     for one that is not registered
 */
public record ClientCertificate(
        X509Certificate leaf, @Nullable String status) {
    /** Objects of a parsed certificate take about so many times its DER. */
    private static final int TIMES_DER = 8;

    /** What it says of itself. One the JDK cannot read is known by its digest alone. */
    public Presented read() {
        X509Certificate read = copy();
        Presented unread = new Presented(null, null, null, status);
        try {
            return read == null
                    ? unread
                    : new Presented(
                            read.getSubjectX500Principal().getName(),
                            read.getIssuerX500Principal().getName(),
                            read.getSerialNumber().toString(16),
                            status);
        } catch (RuntimeException unreadable) {
            return unread;
        }
    }

    /**
     * Parsed anew, from bytes: the connection's own may be in use on its loop, and would stay as large.
     *
     * @return null for one the JDK cannot read: a handshake asks less of a certificate than the JDK does, and it is the
     *     peer who chooses what to show
     */
    public @Nullable X509Certificate copy() {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(leaf.getEncoded()));
        } catch (CertificateException | RuntimeException unreadable) {
            return null;
        }
    }

    /** About what it takes on the heap, in bytes. */
    int weight() {
        try {
            return TIMES_DER * leaf.getEncoded().length;
        } catch (CertificateEncodingException impossible) { // it came as bytes
            return 0;
        }
    }
}
