package io.gatehouse.pki;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Certificates and keys as text, RFC 7468. */
public final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final String KEY = "PRIVATE KEY";

    private Pem() {}

    public static String of(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("certificate: no encoding (expected: one read from DER)", e);
        }
    }

    public static String of(List<X509Certificate> certificates) {
        return certificates.stream().map(Pem::of).collect(Collectors.joining());
    }

    static String of(PrivateKey key) {
        return block(KEY, key.getEncoded());
    }

    /** X.509, as {@code openssl pkey -pubout} writes it. */
    static String of(PublicKey key) {
        return block("PUBLIC KEY", key.getEncoded());
    }

    static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
        var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
        return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    /** Reads what {@link #of(PrivateKey)} wrote. */
    static PrivateKey key(String text, String algorithm) throws GeneralSecurityException {
        String body = text.replace(begin(KEY), "").replace(end(KEY), "").strip();
        try {
            byte[] der = Base64.getMimeDecoder().decode(body);
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IllegalArgumentException e) {
            // Without the cause: decoders quote what they read.
            throw new GeneralSecurityException("not a PEM private key");
        }
    }

    static String block(String label, byte[] der) {
        return begin(label) + "\n" + LINES.encodeToString(der) + "\n" + end(label) + "\n";
    }

    private static String begin(String label) {
        return "-----BEGIN " + label + "-----";
    }

    private static String end(String label) {
        return "-----END " + label + "-----";
    }
}
