package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server's one or two certificates. */
final class Credentials {
    private Credentials() {}

    static List<CertificateAndKey> of(TlsSettings settings) throws TlsConfigurationException {
        List<CertificateAndKey> credentials = new ArrayList<>(2);
        add(credentials, settings.certificate(), settings.key());
        add(credentials, settings.rsaCertificate(), settings.rsaKey());
        return credentials;
    }

    private static void add(List<CertificateAndKey> credentials, @Nullable Path certificate, @Nullable Path key)
            throws TlsConfigurationException {
        if (certificate != null && key != null) {
            credentials.add(CertificateAndKey.read(certificate, key));
        }
    }

    static void check(List<CertificateAndKey> credentials) throws TlsConfigurationException {
        if (credentials.isEmpty() || credentials.size() > 2) {
            throw new TlsConfigurationException("server certificates: " + credentials.size()
                    + " (expected: one, or an ECDSA and RSA pair; set tls.certificate and tls.key)");
        }
        if (credentials.size() == 2
                && credentials
                        .get(0)
                        .key()
                        .getAlgorithm()
                        .equals(credentials.get(1).key().getAlgorithm())) {
            throw new TlsConfigurationException("server certificates: two with "
                    + credentials.get(0).key().getAlgorithm()
                    + " keys (expected: keys of different kinds; TLS picks by the kinds a client verifies)");
        }
    }
}
