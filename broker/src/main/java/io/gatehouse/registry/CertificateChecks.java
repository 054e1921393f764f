package io.gatehouse.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate must be to be registered. Pure, any thread.
 *
 * <p>Registration is the only moment somebody looks at the inside of a device certificate: at connect time only its
 * digest counts, and TLS proves the key. So a weak key is refused here, once, with words. Two things follow that are
 * easy to get wrong:
 *
 * <ul>
 *   <li>A device certificate with {@code CA:TRUE} is accepted (it is what {@code openssl req -x509} makes), because it
 *       gains nothing: whatever it signs has another digest and is not registered. No chain is ever built from it. Only
 *       one certificate in both roles, device and registered CA, is refused.
 *   <li>A certificate that is not valid yet is accepted: clocks differ, and the gate looks at both ends of the validity
 *       at every connect. One that has ended is refused, since it can never be of use.
 * </ul>
 */
final class CertificateChecks {
    private static final int MAX_INPUT_BYTES = 64 * 1024;
    private static final int MAX_DER_BYTES = 16 * 1024;
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192; // larger ones are refused by BoringSSL, and cost attackers nothing
    private static final String PEM_BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String PEM_END = "-----END CERTIFICATE-----";

    /** By object identifier: names differ between providers. */
    private static final Set<String> SIGNATURES = Set.of(
            "1.2.840.113549.1.1.11", // sha256WithRSAEncryption
            "1.2.840.113549.1.1.12", // sha384WithRSAEncryption
            "1.2.840.113549.1.1.13", // sha512WithRSAEncryption
            "1.2.840.10045.4.3.2", // ecdsa-with-SHA256
            "1.2.840.10045.4.3.3", // ecdsa-with-SHA384
            "1.2.840.10045.4.3.4", // ecdsa-with-SHA512
            "1.3.101.112"); // Ed25519

    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";
    private static final Set<String> PSS_DIGESTS = Set.of("SHA-256", "SHA-384", "SHA-512");
    private static final List<ECParameterSpec> CURVES = Stream.of("secp256r1", "secp384r1", "secp521r1")
            .map(CertificateChecks::curve)
            .toList();

    private CertificateChecks() {}

    /** What came of reading a certificate. */
    sealed interface Reading {
        /** Parsed, and nothing but it was in the input. */
        record Read(X509Certificate certificate, Der der) implements Reading {}

        /** The problem as {@code name: value (expected: …)}. */
        record Unreadable(String problem) implements Reading {}
    }

    /** Reads DER, or the first certificate of a PEM text (files hold the leaf first, at times after its key). */
    static Reading read(byte[] derOrPem) {
        if (derOrPem.length > MAX_INPUT_BYTES) {
            return new Reading.Unreadable(
                    "certificate: " + derOrPem.length + " bytes (expected: at most " + MAX_INPUT_BYTES + ")");
        }
        byte[] der = derOrPem.length > 0 && derOrPem[0] == 0x30 ? derOrPem : derOfPem(derOrPem);
        if (der == null) {
            return new Reading.Unreadable("certificate: neither DER nor PEM (expected: an X.509 certificate)");
        }
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return read(certificate, der);
        } catch (CertificateException unreadable) {
            return new Reading.Unreadable(
                    "certificate: cannot be read: " + unreadable.getMessage() + " (expected: an X.509 certificate)");
        }
    }

    static Reading read(X509Certificate certificate) {
        try {
            return read(certificate, certificate.getEncoded());
        } catch (CertificateEncodingException broken) {
            return new Reading.Unreadable("certificate: cannot be encoded (expected: an X.509 certificate)");
        }
    }

    private static Reading read(X509Certificate certificate, byte[] der) throws CertificateEncodingException {
        if (der.length > MAX_DER_BYTES) {
            return new Reading.Unreadable(
                    "certificate: " + der.length + " bytes (expected: at most " + MAX_DER_BYTES + ")");
        }
        // Bytes after the end would be part of the digest here and not of what the device sends.
        if (!Arrays.equals(certificate.getEncoded(), der)) {
            return new Reading.Unreadable("certificate: not its own DER encoding (expected: one certificate, no more)");
        }
        return new Reading.Read(certificate, new Der(der.clone()));
    }

    private static byte @Nullable [] derOfPem(byte[] pem) {
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(PEM_BEGIN);
        int end = begin < 0 ? -1 : text.indexOf(PEM_END, begin);
        if (end < 0) {
            return null;
        }
        String body = text.substring(begin + PEM_BEGIN.length(), end);
        StringBuilder base64 = new StringBuilder(body.length());
        body.chars().filter(c -> !Character.isWhitespace(c)).forEach(c -> base64.append((char) c));
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    /** The problem of a device certificate, or null. */
    static @Nullable String device(X509Certificate certificate, Instant now) {
        if (certificate.getVersion() != 3) {
            return "certificate version: " + certificate.getVersion() + " (expected: X.509 v3)";
        }
        String problem = key(certificate.getPublicKey());
        if (problem == null) {
            problem = signature(certificate);
        }
        if (problem == null && certificate.getNotAfter().toInstant().isBefore(now)) {
            problem =
                    "certificate notAfter: " + certificate.getNotAfter().toInstant() + " (expected: after " + now + ")";
        }
        return problem;
    }

    /** The problem of a CA certificate, or null. */
    static @Nullable String ca(X509Certificate certificate, Instant now) {
        String problem = device(certificate, now);
        if (problem != null) {
            return problem;
        }
        if (certificate.getBasicConstraints() < 0) {
            return "certificate basicConstraints: no CA (expected: CA:TRUE)";
        }
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[5]) {
            return "certificate keyUsage: without keyCertSign (expected: a key that may sign certificates)";
        }
        return null;
    }

    /** True when {@code ca} is the direct issuer. */
    static boolean signedBy(X509Certificate certificate, X509Certificate ca) {
        if (!certificate.getIssuerX500Principal().equals(ca.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(ca.getPublicKey());
            return true;
        } catch (GeneralSecurityException notByThisKey) {
            return false;
        }
    }

    private static @Nullable String key(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> {
                int bits = rsa.getModulus().bitLength();
                yield bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS
                        ? null
                        : "certificate key: RSA of " + bits + " bits (expected: " + MIN_RSA_BITS + " to " + MAX_RSA_BITS
                                + ")";
            }
            case ECPublicKey ec ->
                CURVES.stream().anyMatch(curve -> same(curve, ec.getParams()))
                        ? null
                        : "certificate key: another EC curve of "
                                + ec.getParams().getOrder().bitLength() + " bits (expected: P-256, P-384 or P-521)";
            // BoringSSL refuses it in the handshake, the JDK engine takes it; the operator may have chosen either.
            case EdECPublicKey ed when ed.getParams().getName().equals("Ed25519") -> null;
            default ->
                "certificate key: " + key.getAlgorithm() + " (expected: RSA, EC P-256, P-384, P-521, or Ed25519)";
        };
    }

    private static ECParameterSpec curve(String name) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(name));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has " + name, impossible);
        }
    }

    /** By numbers, because a key may spell out a curve of its own under a name that is not. */
    private static boolean same(ECParameterSpec curve, ECParameterSpec other) {
        return curve.getCurve().equals(other.getCurve())
                && curve.getGenerator().equals(other.getGenerator())
                && curve.getOrder().equals(other.getOrder())
                && curve.getCofactor() == other.getCofactor();
    }

    private static @Nullable String signature(X509Certificate certificate) {
        String oid = certificate.getSigAlgOID();
        if (SIGNATURES.contains(oid) || (oid.equals(RSASSA_PSS) && strongPss(certificate.getSigAlgParams()))) {
            return null;
        }
        return "certificate signature: " + certificate.getSigAlgName()
                + " (expected: RSA, RSASSA-PSS or ECDSA with SHA-256, SHA-384 or SHA-512, or Ed25519)";
    }

    private static boolean strongPss(byte @Nullable [] parameters) {
        if (parameters == null) {
            return false; // the default is SHA-1
        }
        try {
            AlgorithmParameters pss = AlgorithmParameters.getInstance("RSASSA-PSS");
            pss.init(parameters);
            return PSS_DIGESTS.contains(
                    pss.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm());
        } catch (IOException | GeneralSecurityException unreadable) {
            return false;
        }
    }
}
