package io.gatehouse.registry;

import java.time.Instant;

/**
 * A registered certificate authority. It lets nobody in: a certificate it signed is known only once it is registered
 * itself. It names the owner of certificates at registration, and INACTIVE stops new ones from being registered.
 *
 * @param id lower-case hex SHA-256 of {@code der}, 64 characters
 * @param der as it was registered
 * @param subject RFC 2253
 * @param serialHex lower-case hex without leading zeros
 */
public record CaCertificate(
        String id,
        Der der,
        CaStatus status,
        String subject,
        String serialHex,
        Instant notBefore,
        Instant notAfter,
        Instant createdAt,
        Instant lastModifiedAt) {

    /** For people and files. */
    public String pem() {
        return der.pem();
    }

    CaCertificate with(CaStatus newStatus, Instant now) {
        return new CaCertificate(id, der, newStatus, subject, serialHex, notBefore, notAfter, createdAt, now);
    }

    @Override
    public String toString() {
        return "CaCertificate[" + id + ", " + status + ", " + subject + "]";
    }
}
