package io.gatehouse.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A new certificate with the key it was made with. The authority keeps no copy of the key: who drops this loses it.
 *
 * @param leaf the certificate
 * @param chain what links the leaf to the root: the intermediate; neither leaf nor root
 * @param key of the leaf
 * @param root trust anchor of the chain, for the device to verify the server with
 */
public record IssuedCertificate(
        X509Certificate leaf, List<X509Certificate> chain, PrivateKey key, X509Certificate root) {
    public IssuedCertificate {
        chain = List.copyOf(chain);
    }

    /** PKCS#8, unencrypted. */
    public String privateKeyPem() {
        return Pem.of(key);
    }

    /** Leaf alone. */
    public String certificatePem() {
        return Pem.of(leaf);
    }

    /** Leaf, then the intermediate: what a client sends. */
    public String chainPem() {
        return certificatePem() + Pem.of(chain);
    }

    public String rootPem() {
        return Pem.of(root);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "IssuedCertificate[" + leaf.getSubjectX500Principal().getName() + ", serial "
                + leaf.getSerialNumber().toString(16) + "]";
    }
}
