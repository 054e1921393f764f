package io.gatehouse.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** The identity of a certificate, as AWS IoT Core forms it: SHA-256 of its DER, 64 lower-case hexadecimal digits. */
public final class CertificateIds {
    private CertificateIds() {}

    /** Any thread. */
    public static String of(X509Certificate certificate) {
        try {
            return of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            // Every certificate here was read from its encoding, which the JDK and Netty keep.
            throw new IllegalArgumentException("certificate: no encoding (expected: one read from DER)", e);
        }
    }

    /** Any thread. */
    public static String of(byte[] der) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
