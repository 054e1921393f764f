package io.gatehouse.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Reads the server's certificate and key from PEM files, and refuses what would fail or leak later. */
final class PemCredential {
    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private PemCredential() {}

    static CertificateAndKey read(Path certificate, Path key) throws TlsConfigurationException {
        List<X509Certificate> chain = chain(certificate);
        PublicKey publicKey = chain.getFirst().getPublicKey();
        PrivateKey privateKey = key(key, publicKey.getAlgorithm());
        if (!belongsTo(privateKey, publicKey)) {
            throw new TlsConfigurationException("key: " + key + " (expected: the key of the first certificate in "
                    + certificate + "; its subject is "
                    + chain.getFirst().getSubjectX500Principal().getName() + ")");
        }
        return new CertificateAndKey(chain, privateKey);
    }

    private static List<X509Certificate> chain(Path file) throws TlsConfigurationException {
        readable(file, "certificate");
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (chain.isEmpty()) {
                throw new TlsConfigurationException(
                        "certificate: " + file + " has none (expected: PEM, the server's certificate first)");
            }
            return chain;
        } catch (IOException | CertificateException e) {
            throw new TlsConfigurationException(
                    "certificate: " + file + " cannot be read (expected: PEM, the server's certificate first): "
                            + e.getMessage(),
                    e);
        }
    }

    private static PrivateKey key(Path file, String algorithm) throws TlsConfigurationException {
        readable(file, "key");
        refuseLooseMode(file);
        try {
            String text = Files.readString(file);
            int begin = text.indexOf(BEGIN);
            int end = text.indexOf(END);
            if (begin < 0 || end < begin) {
                throw new TlsConfigurationException("key: " + file + " has no unencrypted PKCS#8 key (expected: "
                        + BEGIN + "; convert with: openssl pkcs8 -topk8 -nocrypt -in " + file + " -out key.pem)");
            }
            byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IOException e) {
            throw new TlsConfigurationException("key: " + file + " cannot be read: " + e.getMessage(), e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause: parsers of keys quote what they read.
            throw new TlsConfigurationException("key: " + file + " is not a key of the kind " + algorithm
                    + " (expected: the PKCS#8 key of the certificate)");
        }
    }

    private static void readable(Path file, String name) throws TlsConfigurationException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new TlsConfigurationException(
                        name + ": " + file + " is larger than 1 MiB (expected: a PEM file)");
            }
        } catch (NoSuchFileException e) {
            throw new TlsConfigurationException(
                    name + ": " + file + " does not exist (expected: a PEM file; check tls." + name + ")", e);
        } catch (IOException e) {
            throw new TlsConfigurationException(name + ": " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void refuseLooseMode(Path file) throws TlsConfigurationException {
        try {
            KeyFileMode mode = KeyFileMode.of(file);
            if (!mode.isPrivate()) {
                throw new TlsConfigurationException("key: " + file + " has mode " + mode
                        + " (expected: rw------- or less; others on this host could read it: chmod 600 " + file
                        + "; a key of another user, of a group that this process is in, may have rw-r-----)");
            }
        } catch (UnsupportedOperationException e) {
            // A file system without POSIX modes; there is nothing to compare.
            return;
        } catch (IOException e) {
            throw new TlsConfigurationException("key: " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Signs and verifies once: a mismatched pair would otherwise be found by the first device. */
    private static boolean belongsTo(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> publicKey.getAlgorithm();
        };
        byte[] sample = {1, 2, 3};
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(sample);
            byte[] signature = signer.sign();
            signer.initVerify(publicKey);
            signer.update(sample);
            return signer.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
