package io.gatehouse.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A registered device certificate.
 *
 * @param id lower-case hex SHA-256 of {@code der}, 64 characters
 * @param der the certificate as the device presents it
 * @param subject RFC 2253
 * @param issuer RFC 2253
 * @param serialHex lower-case hex without leading zeros
 * @param caId the registered CA that signed it when it was registered, or null; decides nothing at connect time
 * @param mode as it was registered, or its CA
 */
public record Certificate(
        String id,
        Der der,
        CertificateStatus status,
        Instant notBefore,
        Instant notAfter,
        String subject,
        String issuer,
        String serialHex,
        Instant createdAt,
        Instant lastModifiedAt,
        @Nullable String caId,
        CertificateMode mode) {

    /** For people and files. */
    public String pem() {
        return der.pem();
    }

    Certificate with(CertificateStatus newStatus, Instant now) {
        return new Certificate(
                id, der, newStatus, notBefore, notAfter, subject, issuer, serialHex, createdAt, now, caId, mode);
    }

    @Override
    public String toString() {
        return "Certificate[" + id + ", " + status + ", " + subject + "]";
    }
}
