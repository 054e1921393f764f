package io.gatehouse.load.fleet;

import io.gatehouse.pki.KeyPairs;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * One identity from files of PEM blocks (RFC 7468): the certificate with what it is signed by after it, the key in
 * PKCS#8 or in the older forms of OpenSSL, SEC 1 and PKCS#1. Both may be in one file.
 */
public final class IdentityFile {
    private static final int MOST_BYTES = 256 * 1024;

    /** What is wrong with a file; shown without a trace. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Problem problem;

        Unusable(Path file, String why, String remedy) {
            super(why, null, false, false);
            this.problem = Problem.input(file + ": " + why, remedy);
        }
    }

    private IdentityFile() {}

    public static Attempt<Identity> read(String name, Path certificate, Path key) {
        try {
            List<X509Certificate> chain = certificates(certificate);
            PrivateKey own = key(key);
            if (!KeyPairs.belongTogether(chain.getFirst().getPublicKey(), own)) {
                throw new Unusable(key, "not the key of " + certificate, "put the key there that belongs to it");
            }
            return Attempt.done(new Identity(name, own, chain));
        } catch (Unusable e) {
            return Attempt.failed(e.problem);
        }
    }

    private static List<X509Certificate> certificates(Path file) throws Unusable {
        List<X509Certificate> chain = new ArrayList<>();
        for (Object block : blocks(file)) {
            if (block instanceof X509CertificateHolder holder) {
                try {
                    chain.add(new JcaX509CertificateConverter().getCertificate(holder));
                } catch (CertificateException e) {
                    throw new Unusable(file, "a certificate that cannot be read", "copy it again, whole");
                }
            }
        }
        if (chain.isEmpty()) {
            throw new Unusable(
                    file, "no certificate (expected: PEM that begins with BEGIN CERTIFICATE)", "name the right file");
        }
        return chain;
    }

    private static PrivateKey key(Path file) throws Unusable {
        for (Object block : blocks(file)) {
            if (block instanceof PEMEncryptedKeyPair || block instanceof PKCS8EncryptedPrivateKeyInfo) {
                throw new Unusable(
                        file,
                        "a key with a password (expected: one without)",
                        "openssl pkey -in " + file + " -out NEW");
            }
            PrivateKeyInfo info = info(block);
            if (info != null) {
                return key(file, info);
            }
        }
        throw new Unusable(
                file, "no private key (expected: PEM that begins with BEGIN PRIVATE KEY)", "name the right file");
    }

    private static @Nullable PrivateKeyInfo info(Object block) {
        return switch (block) {
            case PrivateKeyInfo info -> info;
            case PEMKeyPair pair -> pair.getPrivateKeyInfo();
            default -> null;
        };
    }

    private static PrivateKey key(Path file, PrivateKeyInfo info) throws Unusable {
        String identifier = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
        String algorithm = switch (identifier) {
            case "1.2.840.10045.2.1" -> "EC";
            case "1.2.840.113549.1.1.1" -> "RSA";
            case "1.3.101.112" -> "Ed25519";
            default ->
                throw new Unusable(
                        file, "a key of the kind " + identifier + " (expected: EC, RSA or Ed25519)", "take another");
        };
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new Unusable(file, "a key that cannot be read", "copy it again, whole");
        }
    }

    private static List<Object> blocks(Path file) throws Unusable {
        List<Object> blocks = new ArrayList<>();
        try (var parser = new PEMParser(new StringReader(text(file)))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                blocks.add(block);
            }
            return blocks;
        } catch (PEMException | IllegalArgumentException | IllegalStateException e) {
            throw damaged(file);
        } catch (NoSuchFileException e) {
            throw new Unusable(file, "no such file", "name one that exists");
        } catch (AccessDeniedException e) {
            throw new Unusable(file, "not readable by you", "run the command as the file's owner");
        } catch (IOException e) {
            throw damaged(file);
        }
    }

    /** Without what the parser says: it quotes what it read. */
    private static Unusable damaged(Path file) {
        return new Unusable(file, "damaged (expected: PEM)", "copy it again, whole");
    }

    private static String text(Path file) throws IOException, Unusable {
        if (Files.isDirectory(file)) {
            throw new Unusable(file, "a folder (expected: a file)", "name the file in it");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new Unusable(file, "longer than " + MOST_BYTES + " bytes", "name the right file");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }
}
