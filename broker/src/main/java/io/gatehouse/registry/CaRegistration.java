package io.gatehouse.registry;

import org.jspecify.annotations.Nullable;

/**
 * A CA that is to be registered, as RegisterCACertificate says it.
 *
 * @param caCertificate DER or PEM
 * @param verificationCertificate DER or PEM, signed by the CA with the registration code as its common name; null in
 *     {@link CertificateMode#SNI_ONLY}
 * @param autoRegistration whether devices of this CA may register by coming
 * @param config null for none
 */
@SuppressWarnings("ArrayRecordComponent") // a parameter object, never compared
public record CaRegistration(
        byte[] caCertificate,
        byte @Nullable [] verificationCertificate,
        CaStatus status,
        boolean autoRegistration,
        @Nullable RegistrationConfig config,
        CertificateMode mode) {}
