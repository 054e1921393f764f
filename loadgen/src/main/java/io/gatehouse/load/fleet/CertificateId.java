package io.gatehouse.load.fleet;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** What a certificate is known by, at AWS IoT Core and here: lower-case hex SHA-256 of its DER. */
final class CertificateId {
    private CertificateId() {}

    static String of(X509Certificate certificate) {
        return HexFormat.of().formatHex(sha256(der(certificate)));
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("certificate: no encoding (expected: one read from DER)", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
