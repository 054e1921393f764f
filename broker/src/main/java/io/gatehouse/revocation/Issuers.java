package io.gatehouse.revocation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The authorities whose word counts: those that are registered, and those of a file. Any thread; made anew by {@link
 * #refresh}.
 */
final class Issuers {
    private static final int MAX_FILE_BYTES = 1 << 20;

    private final @Nullable Path file;
    private final KnownCertificates known;
    private volatile List<Issuer> configured;
    private volatile List<Issuer> all = List.of();

    private Issuers(@Nullable Path file, KnownCertificates known, List<Issuer> configured) {
        this.file = file;
        this.known = known;
        this.configured = configured;
        refresh();
    }

    /** @param file PEM, or {@code null} for none */
    static Issuers open(@Nullable Path file, KnownCertificates known) throws RevocationStartException {
        return new Issuers(file, known, file == null ? List.of() : read(file));
    }

    private static List<Issuer> read(Path file) throws RevocationStartException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new RevocationStartException("revocation.issuers: " + file + " has " + Files.size(file)
                        + " bytes (expected: at most " + MAX_FILE_BYTES + ")");
            }
            try (InputStream in = Files.newInputStream(file)) {
                List<Issuer> issuers = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                        .map(certificate -> Issuer.of((X509Certificate) certificate))
                        .toList();
                if (issuers.isEmpty()) {
                    throw new RevocationStartException(
                            "revocation.issuers: " + file + " has none (expected: authorities in PEM)");
                }
                return issuers;
            }
        } catch (RevocationStartException refused) {
            throw refused;
        } catch (IOException | CertificateException unreadable) {
            throw new RevocationStartException("revocation.issuers: " + file
                    + " cannot be read (expected: authorities in PEM): " + unreadable.getMessage());
        }
    }

    List<Issuer> all() {
        return all;
    }

    @Nullable
    Path file() {
        return file;
    }

    /**
     * Reads the file again. What is in it counts from the next {@link #refresh}.
     *
     * @return whether it names others than before
     * @throws RevocationStartException those of before stay; the message says why
     */
    boolean read() throws RevocationStartException {
        if (file == null) {
            return false;
        }
        List<Issuer> fresh = read(file);
        boolean changed = !certificates(fresh).equals(certificates(configured));
        configured = fresh;
        return changed;
    }

    private static List<X509Certificate> certificates(List<Issuer> issuers) {
        return issuers.stream().map(Issuer::certificate).toList();
    }

    synchronized void refresh() {
        List<Issuer> issuers = new ArrayList<>(configured);
        for (byte[] authority : known.authorities()) {
            try {
                issuers.add(Issuer.of(authority));
            } catch (CertificateException impossible) {
                throw new IllegalStateException(
                        "authority: not readable (expected: as the registry took it)", impossible);
            }
        }
        all = List.copyOf(issuers);
    }

    /** The one that signed it, or {@code null}. Verifies signatures: not for event loops. */
    @Nullable
    Issuer of(X509Certificate certificate) {
        for (Issuer issuer : all) {
            if (issuer.issued(certificate)) {
                return issuer;
            }
        }
        return null;
    }
}
