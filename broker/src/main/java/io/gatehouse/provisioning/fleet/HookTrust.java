package io.gatehouse.provisioning.fleet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom the broker believes to be a webhook: who has a certificate of an authority in a file, and nobody else. */
final class HookTrust {
    private static final int MAX_BYTES = 1 << 20;

    private HookTrust() {}

    /**
     * @param file certificates in PEM
     * @throws IOException it cannot be read, or there is none in it
     */
    static SSLContext read(Path file) throws IOException {
        byte[] pem = bytes(file);
        try {
            Collection<? extends Certificate> authorities =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (authorities.isEmpty()) {
                throw new IOException("provisioning.hook-ca: " + file + " (expected: a certificate in PEM)");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate authority : authorities) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("provisioning.hook-ca: " + file + ": " + unusable.getMessage(), unusable);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length <= MAX_BYTES) {
                return bytes;
            }
        } catch (IOException unreadable) {
            throw new IOException("provisioning.hook-ca: " + file + " cannot be read: " + unreadable, unreadable);
        }
        throw new IOException("provisioning.hook-ca: " + file + " (expected: at most " + MAX_BYTES + " bytes)");
    }
}
