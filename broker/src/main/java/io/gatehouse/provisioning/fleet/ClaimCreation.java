package io.gatehouse.provisioning.fleet;

import io.gatehouse.pki.Issuance;
import io.gatehouse.registry.Certificate;

/** What came of asking for a provisioning claim. */
public sealed interface ClaimCreation {
    /**
     * Let in until the certificate ends.
     *
     * @param privateKeyPem leaves with this answer: who drops it loses it
     */
    record Created(Certificate certificate, String publicKeyPem, String privateKeyPem) implements ClaimCreation {
        /** Without the key. */
        @Override
        public String toString() {
            return "Created[" + certificate.id() + "]";
        }
    }

    /** @param why {@link Issuance.Refused}, {@link Issuance.Throttled} or {@link Issuance.Unavailable} */
    record NotIssued(Issuance why) implements ClaimCreation {}
}
