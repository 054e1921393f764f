package io.gatehouse.provisioning;

import org.jspecify.annotations.Nullable;

/** How a template says which certificate the device has. */
public sealed interface CertificateMethod {
    /** {@code CertificateId}: one that is registered. */
    record ById(String certificateId) implements CertificateMethod {}

    /** {@code CertificateSigningRequest}: one that is to be issued. */
    record ByRequest(String csrPem) implements CertificateMethod {}

    /**
     * {@code CertificatePem}: one of a registered CA.
     *
     * @param caPem {@code CACertificatePem}; null where it is not said
     */
    record ByPem(String pem, @Nullable String caPem) implements CertificateMethod {}
}
