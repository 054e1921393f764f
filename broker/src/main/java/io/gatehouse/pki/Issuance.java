package io.gatehouse.pki;

import java.security.cert.X509Certificate;

/** What came of asking for a certificate. */
public sealed interface Issuance {
    /** A certificate for a key that stays where it was made. */
    record Certified(X509Certificate certificate) implements Issuance {}

    /**
     * A certificate with a new key pair.
     *
     * @param privateKeyPem PKCS#1, unencrypted, in this answer and nowhere else: who drops it loses it
     */
    record WithKeys(X509Certificate certificate, String publicKeyPem, String privateKeyPem) implements Issuance {
        public String certificatePem() {
            return Pem.of(certificate);
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "WithKeys[" + certificate.getSerialNumber().toString(16) + "]";
        }
    }

    /** @param problem of the request, as {@code csr: value (expected: …)} */
    record Refused(String problem) implements Issuance {}

    /** More than the rules let through; the same may succeed a second later. */
    record Throttled(String problem) implements Issuance {}

    /** The authority cannot issue: it has ended, has not begun, or its token does not answer. */
    record Unavailable(String problem) implements Issuance {}
}
