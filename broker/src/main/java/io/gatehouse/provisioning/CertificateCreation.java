package io.gatehouse.provisioning;

import io.gatehouse.pki.Issuance;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.ResourceResult;

/** What came of asking for a certificate that is issued and registered. */
public sealed interface CertificateCreation {
    /** Registered; the key stayed where it was made. */
    record Created(Certificate certificate) implements CertificateCreation {}

    /**
     * Registered, with a key pair that is nowhere else.
     *
     * @param privateKeyPem leaves with this answer: who drops it loses it
     */
    record CreatedWithKeys(Certificate certificate, String publicKeyPem, String privateKeyPem)
            implements CertificateCreation {
        /** Without the key. */
        @Override
        public String toString() {
            return "CreatedWithKeys[" + certificate.id() + "]";
        }
    }

    /** @param why {@link Issuance.Refused}, {@link Issuance.Throttled} or {@link Issuance.Unavailable} */
    record NotIssued(Issuance why) implements CertificateCreation {}

    /** Issued and not registered: it is of no use, and its key is dropped. */
    record NotRegistered(ResourceResult<Certificate> why) implements CertificateCreation {}
}
