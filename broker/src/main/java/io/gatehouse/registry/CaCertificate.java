package io.gatehouse.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A registered certificate authority. It lets nobody in: a certificate it signed is known only once it is registered
 * itself. It names the owner of certificates at registration, and INACTIVE stops new ones from being registered.
 *
 * @param id lower-case hex SHA-256 of {@code der}, 64 characters
 * @param der as it was registered
 * @param subject RFC 2253
 * @param serialHex lower-case hex without leading zeros
 * @param mode as it was registered
 * @param autoRegistration whether devices of this CA may register by coming
 * @param config what such devices are provisioned with, or null
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
        Instant lastModifiedAt,
        CertificateMode mode,
        boolean autoRegistration,
        @Nullable RegistrationConfig config) {

    /** For people and files. */
    public String pem() {
        return der.pem();
    }

    CaCertificate with(CaStatus newStatus, Instant now) {
        return with(newStatus, autoRegistration, config, now);
    }

    CaCertificate with(
            CaStatus newStatus, boolean newAutoRegistration, @Nullable RegistrationConfig newConfig, Instant now) {
        return new CaCertificate(
                id,
                der,
                newStatus,
                subject,
                serialHex,
                notBefore,
                notAfter,
                createdAt,
                now,
                mode,
                newAutoRegistration,
                newConfig);
    }

    @Override
    public String toString() {
        return "CaCertificate[" + id + ", " + status + ", " + subject + "]";
    }
}
