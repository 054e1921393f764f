package io.gatehouse.cli;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What stands in a PEM file of certificates, leaf first. */
record PemInspection(List<One> certificates) {

    /** @param id what the broker knows it by: SHA-256 of the DER, lower-case hex */
    record One(
            String id, String subject, String issuer, String serial, Instant notBefore, Instant notAfter, String key) {}

    static PemInspection of(String what, Path file) {
        String text = TextFile.read(what, file);
        try {
            List<One> found = new ArrayList<>();
            var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                found.add(one((X509Certificate) certificate));
            }
            if (found.isEmpty()) {
                throw CommandFailure.failed(what, file + ": no certificate in it (expected: PEM)", "name another file");
            }
            return new PemInspection(List.copyOf(found));
        } catch (GeneralSecurityException e) {
            throw CommandFailure.failed(
                    what, file + ": cannot be read as X.509 certificates (expected: PEM)", "name another file");
        }
    }

    /** What the broker knows a certificate by. */
    static String id(X509Certificate certificate) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    private static One one(X509Certificate certificate) throws GeneralSecurityException {
        return new One(
                id(certificate),
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(),
                certificate.getSerialNumber().toString(16),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                key(certificate));
    }

    private static String key(X509Certificate certificate) {
        return switch (certificate.getPublicKey()) {
            case RSAPublicKey rsa -> "RSA " + rsa.getModulus().bitLength();
            case ECPublicKey ec -> "EC " + ec.getParams().getCurve().getField().getFieldSize();
            case java.security.PublicKey other -> other.getAlgorithm();
        };
    }

    Table table() {
        Table table = new Table("FIELD", "VALUE");
        for (One one : certificates) {
            table.row("id", one.id())
                    .row("subject", one.subject())
                    .row("issuer", one.issuer())
                    .row("serial", one.serial())
                    .row("valid from", Times.text(one.notBefore()))
                    .row("valid to", Times.text(one.notAfter()))
                    .row("key", one.key());
        }
        return table;
    }
}
