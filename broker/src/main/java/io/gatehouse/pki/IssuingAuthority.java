package io.gatehouse.pki;

import io.gatehouse.config.IssuingSettings;
import io.gatehouse.tls.KeyFileMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The authority that certifies devices: its certificate, what is above it, and a key that signs. Of the development
 * authority ({@link DevelopmentCa#issuingAuthority}), or an operator's own intermediate in a PKCS#12 file (RFC 7292) or
 * in a token that speaks PKCS#11. A key in a token never leaves it: what is kept here is a handle.
 *
 * <p>Immutable, any thread that may block: a token is asked for every signature.
 */
public final class IssuingAuthority {
    private static final long MAX_FILE_BYTES = 1 << 20;
    private static final long MAX_SECRET_BYTES = 1024;
    private static final int KEY_CERT_SIGN = 5; // RFC 5280 4.2.1.3

    private final Issuer issuer;
    private final List<X509Certificate> chain;

    /** @param chain the issuer's certificate first */
    IssuingAuthority(Issuer issuer, List<X509Certificate> chain) {
        this.issuer = issuer;
        this.chain = List.copyOf(chain);
    }

    /**
     * The one that is configured. Blocks on files and token.
     *
     * @return {@code null} where none is
     * @throws PkiException when it cannot be used, with what to do; never with password or PIN
     */
    public static @Nullable IssuingAuthority configured(IssuingSettings settings) throws PkiException {
        String alias = settings.alias().isEmpty() ? null : settings.alias();
        Path pkcs12 = settings.pkcs12();
        Path password = settings.passwordFile();
        if (pkcs12 != null && password != null) {
            return withSecret(password, secret -> pkcs12(pkcs12, secret, alias));
        }
        Path pkcs11 = settings.pkcs11();
        Path pin = settings.pinFile();
        return pkcs11 == null || pin == null ? null : withSecret(pin, secret -> pkcs11(pkcs11, secret, alias));
    }

    @FunctionalInterface
    private interface Opening {
        IssuingAuthority with(char[] secret) throws PkiException;
    }

    /** With the first line of a file. */
    private static IssuingAuthority withSecret(Path file, Opening opening) throws PkiException {
        char[] secret;
        try {
            requirePrivate(file);
            if (Files.size(file) > MAX_SECRET_BYTES) {
                throw new PkiException("file: " + file + ": " + Files.size(file)
                        + " bytes (expected: a secret in its first line, at most " + MAX_SECRET_BYTES + " bytes)");
            }
            secret = Files.readString(file).lines().findFirst().orElse("").toCharArray();
        } catch (NoSuchFileException e) {
            throw new PkiException("file: " + file + " is missing (expected: a secret in its first line)", e);
        } catch (IOException e) {
            throw new PkiException("file: " + file + " cannot be read (expected: text in UTF-8)", e);
        }
        try {
            return opening.with(secret);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    /** As the server's key must be: for its owner alone, or ours by the group of a file that is another user's. */
    private static void requirePrivate(Path file) throws IOException, PkiException {
        try {
            KeyFileMode mode = KeyFileMode.of(file);
            if (!mode.isPrivate()) {
                throw new PkiException(
                        "file: " + file + " has mode " + mode + " (expected: rw-------; others on this host"
                                + " could read it. If nobody did: chmod 600 " + file + ". If unsure: take a new key)");
            }
        } catch (UnsupportedOperationException noSuchModes) {
            // nothing to look at
        }
    }

    /**
     * Reads a PKCS#12 file that only its owner may read, or we by its group. Blocks on the file.
     *
     * @param password of the file and of the key in it; not kept
     * @param alias of the entry, or null where there is one
     * @throws PkiException when it cannot be used, with what to do; never with the password
     */
    public static IssuingAuthority pkcs12(Path file, char[] password, @Nullable String alias) throws PkiException {
        String what = "file: " + file;
        try {
            requirePrivate(file);
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new PkiException(
                        what + ": " + Files.size(file) + " bytes (expected: PKCS#12, at most " + MAX_FILE_BYTES + ")");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, password);
            }
            return read(what, store, password, alias, null);
        } catch (NoSuchFileException e) {
            throw new PkiException(what + " is missing (expected: PKCS#12 with the issuing key)", e);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new PkiException(what + " cannot be read: " + e.getMessage()
                    + " (expected: PKCS#12, and the password it was written with)");
        }
    }

    /**
     * Opens a token by the Java platform's PKCS#11 provider. Blocks on the token.
     *
     * @param configuration of the provider: {@code name}, {@code library}, {@code slotListIndex} and so on. It names a
     *     library that is loaded into this process, so only its owner may write it
     * @param pin of the user of the token; not kept here, the provider may keep it
     * @param alias of the key and its certificate in the token, or null where there is one
     * @throws PkiException when it cannot be used, with what to do; never with the PIN
     */
    public static IssuingAuthority pkcs11(Path configuration, char[] pin, @Nullable String alias) throws PkiException {
        String what = "token of " + configuration;
        Provider template = Security.getProvider("SunPKCS11");
        if (template == null) {
            throw new PkiException(
                    what + ": this Java runtime has no PKCS#11 (expected: the module jdk.crypto.cryptoki)");
        }
        try {
            if (!Files.isRegularFile(configuration)) {
                throw new PkiException(what
                        + ": no such file (expected: a configuration with name and library, as SunPKCS11 reads it)");
            }
            PrivateFiles.checkUnwritable(configuration);
            Provider provider = template.configure(configuration.toString());
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, pin);
            return read(what, store, null, alias, provider);
        } catch (IOException
                | GeneralSecurityException
                | InvalidParameterException
                | ProviderException
                | UnsupportedOperationException e) {
            throw new PkiException(
                    what + " cannot be used: " + e.getMessage()
                            + " (expected: a library that loads, a slot with a token, and its PIN)",
                    e);
        }
    }

    private static IssuingAuthority read(
            String what,
            KeyStore store,
            char @Nullable [] password,
            @Nullable String alias,
            @Nullable Provider provider)
            throws GeneralSecurityException, PkiException {
        String name = alias == null ? theOnly(what, store) : alias;
        if (!store.isKeyEntry(name)) {
            throw new PkiException(
                    what + ": no key under the alias " + name + " (expected: one of " + keys(store) + ")");
        }
        Key key = store.getKey(name, password);
        Certificate[] certificates = store.getCertificateChain(name);
        if (!(key instanceof PrivateKey privateKey) || certificates == null || certificates.length == 0) {
            throw new PkiException(what + ": " + name + " has no certificate (expected: a key with its certificate)");
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : certificates) {
            chain.add((X509Certificate) certificate);
        }
        requireAuthority(what, chain.getFirst());
        if (!KeyPairs.belongTogether(chain.getFirst().getPublicKey(), privateKey, provider)) {
            throw new PkiException(what + ": key and certificate of " + name + " do not belong together"
                    + " (expected: the certificate of that very key)");
        }
        return new IssuingAuthority(new Issuer(chain.getFirst(), privateKey, provider), chain);
    }

    private static List<String> keys(KeyStore store) throws GeneralSecurityException {
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        return keys;
    }

    private static String theOnly(String what, KeyStore store) throws GeneralSecurityException, PkiException {
        List<String> keys = keys(store);
        if (keys.size() != 1) {
            throw new PkiException(
                    what + ": " + keys.size() + " keys (expected: one, or the alias of the one that issues)");
        }
        return keys.getFirst();
    }

    private static void requireAuthority(String what, X509Certificate certificate) throws PkiException {
        boolean[] usage = certificate.getKeyUsage();
        if (certificate.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
            throw new PkiException(
                    what + ": " + certificate.getSubjectX500Principal().getName()
                            + " may not sign certificates (expected: CA:TRUE, and keyCertSign if it has keyUsage)");
        }
        String problem = PublicKeyRules.problem(certificate.getPublicKey());
        if (problem != null) {
            throw new PkiException(what + ": " + problem);
        }
    }

    Issuer issuer() {
        return issuer;
    }

    /** Last moment at which it issues. */
    public Instant notAfter() {
        return issuer.notAfter();
    }

    /** Its certificate first, then what is above it, as far as known. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "IssuingAuthority["
                + issuer.certificate().getSubjectX500Principal().getName() + "]";
    }
}
