package io.gatehouse.registry;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A registered device certificate.
 *
 * @param id lower-case hex SHA-256 of {@code der}, 64 characters
 * @param der the certificate as the device presents it; not to be written to
 * @param subject RFC 2253
 * @param issuer RFC 2253
 * @param serialHex lower-case hex without leading zeros
 * @param caId the registered CA that signed it when it was registered, or null; decides nothing at connect time
 */
@SuppressWarnings("ArrayRecordComponent") // compared by id and by what can change: equals below
public record Certificate(
        String id,
        byte[] der,
        CertificateStatus status,
        Instant notBefore,
        Instant notAfter,
        String subject,
        String issuer,
        String serialHex,
        Instant createdAt,
        Instant lastModifiedAt,
        @Nullable String caId) {

    /** The certificate id of a DER-encoded certificate: lower-case hex SHA-256. The only place that digests. */
    public static String idOf(byte[] der) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    /**
     * The certificate id of a parsed certificate.
     *
     * @throws IllegalArgumentException when the certificate cannot be encoded, which no parsed one does
     */
    public static String idOf(X509Certificate certificate) {
        try {
            return idOf(certificate.getEncoded());
        } catch (CertificateEncodingException broken) {
            throw new IllegalArgumentException("certificate: cannot be encoded (expected: a parsed X.509 one)", broken);
        }
    }

    /** For people and files. */
    public String pem() {
        return pemOf(der);
    }

    static String pemOf(byte[] der) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    Certificate with(CertificateStatus newStatus, Instant now) {
        return new Certificate(
                id, der, newStatus, notBefore, notAfter, subject, issuer, serialHex, createdAt, now, caId);
    }

    // The id is the digest of the DER and everything read from it, so it stands for all that.
    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate that
                && id.equals(that.id)
                && status == that.status
                && createdAt.equals(that.createdAt)
                && lastModifiedAt.equals(that.lastModifiedAt);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "Certificate[" + id + ", " + status + ", " + subject + "]";
    }
}
