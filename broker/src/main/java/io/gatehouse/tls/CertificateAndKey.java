package io.gatehouse.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a server proves itself with.
 *
 * @param chain leaf first, then what links it to a root; the root itself need not be sent
 * @param key of the leaf
 */
public record CertificateAndKey(List<X509Certificate> chain, PrivateKey key) {
    public CertificateAndKey {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("chain: empty (expected: at least the server's certificate)");
        }
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }

    /**
     * Reads PEM files. The key must be unencrypted PKCS#8, as private as {@link KeyFileMode} says, and belong to the
     * first certificate.
     *
     * @throws TlsConfigurationException what is wrong and what to do
     */
    public static CertificateAndKey read(Path certificate, Path key) throws TlsConfigurationException {
        return PemCredential.read(certificate, key);
    }
}
