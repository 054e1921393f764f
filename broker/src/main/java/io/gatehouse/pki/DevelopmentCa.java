package io.gatehouse.pki;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** The authority of {@code gatehouse up}. */
public final class DevelopmentCa {
    /** What AWS IoT Core writes into certificates it issues. */
    public static final Instant DEVICE_NOT_AFTER = Instant.parse("2049-12-31T23:59:59Z");

    private DevelopmentCa() {}

    public static DevelopmentCa openOrCreate(Path dataDirectory) throws PkiException {
        throw new PkiException(dataDirectory.toString());
    }

    /** A P-256 key, valid until {@link #DEVICE_NOT_AFTER}. */
    public IssuedCertificate issueDevice(String commonName) {
        return issueDevice(commonName, KeyKind.P256, DEVICE_NOT_AFTER);
    }

    public IssuedCertificate issueDevice(String commonName, KeyKind kind, Instant notAfter) {
        throw new UnsupportedOperationException(commonName + kind + notAfter);
    }

    public X509Certificate root() {
        throw new UnsupportedOperationException();
    }

    /** Intermediate, then root. */
    public List<X509Certificate> chain() {
        throw new UnsupportedOperationException();
    }

    /** Server certificate, then intermediate: what the server sends. */
    public List<X509Certificate> serverChain() {
        throw new UnsupportedOperationException();
    }

    public PrivateKey serverKey() {
        throw new UnsupportedOperationException();
    }

    public Path rootPem() {
        throw new UnsupportedOperationException();
    }

    /** End of the root. */
    public Instant notAfter() {
        throw new UnsupportedOperationException();
    }

    public List<X509Certificate> certifyDevice(String commonName, java.security.PublicKey key) throws PkiException {
        throw new UnsupportedOperationException(commonName + key);
    }
}
