package io.gatehouse.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of a development authority. */
record CaFiles(Path folder) {
    private static final String CLEAN = "restore it from a backup, or start over with: gatehouse up --clean";

    /** The server's certificate without its issuer. */
    record Server(X509Certificate certificate, PrivateKey key) {
        /** Without the key. */
        @Override
        public String toString() {
            return "Server[" + certificate.getSubjectX500Principal().getName() + "]";
        }
    }

    Path root() {
        return folder.resolve("root.pem");
    }

    void writeRoot(Issuer root) throws IOException {
        writeKeyThenCertificates("root", root.key(), List.of(root.certificate()));
    }

    void writeIntermediate(Issuer intermediate) throws IOException {
        writeKeyThenCertificates("intermediate", intermediate.key(), List.of(intermediate.certificate()));
    }

    void writeServer(Server server, Issuer intermediate) throws IOException {
        writeKeyThenCertificates("server", server.key(), List.of(server.certificate(), intermediate.certificate()));
    }

    private void writeKeyThenCertificates(String name, PrivateKey key, List<X509Certificate> certificates)
            throws IOException {
        PrivateFiles.replace(keyFile(name), Pem.of(key));
        PrivateFiles.replace(folder.resolve(name + ".pem"), Pem.of(certificates));
    }

    private Path keyFile(String name) {
        return folder.resolve(name + "-key.pem");
    }

    /** Where another process was faster, its files win and ours go. */
    void moveTo(CaFiles target) throws IOException {
        try {
            Files.move(folder, target.folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete();
            if (!Files.exists(target.root())) {
                throw e;
            }
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    Issuer readRoot() throws IOException, PkiException {
        Issuer root = readIssuer("root");
        return requireSigned(root, root, "root");
    }

    Issuer readIntermediate(Issuer root) throws IOException, PkiException {
        return requireSigned(readIssuer("intermediate"), root, "intermediate");
    }

    private Issuer requireSigned(Issuer issuer, Issuer by, String name) throws PkiException {
        if (!by.signed(issuer.certificate())
                || !KeyPairs.belongTogether(issuer.certificate().getPublicKey(), issuer.key())) {
            throw new PkiException("files: " + folder.resolve(name + ".pem") + " and its key or its root do not belong"
                    + " together (expected: files made in one run; " + CLEAN + ")");
        }
        return issuer;
    }

    private Issuer readIssuer(String name) throws IOException, PkiException {
        Path file = folder.resolve(name + ".pem");
        try {
            String key = PrivateFiles.readSecret(keyFile(name));
            String certificate = Files.readString(file, StandardCharsets.US_ASCII);
            return new Issuer(Pem.certificates(certificate).getFirst(), Pem.key(key, "EC"));
        } catch (NoSuchFileException e) {
            throw new PkiException("file: " + e.getFile() + " is missing (expected: there; " + CLEAN + ")", e);
        } catch (GeneralSecurityException | NoSuchElementException e) {
            throw new PkiException("file: " + file + " or its key cannot be read (expected: PEM; " + CLEAN + ")", e);
        }
    }

    /**
     * The server's files, {@code null} where they are missing, broken or of another intermediate: it costs nothing to
     * make new ones. A key others could read is an error all the same.
     */
    @Nullable
    Server readServer(Issuer intermediate) throws IOException, PkiException {
        try {
            String key = PrivateFiles.readSecret(keyFile("server"));
            String certificates = Files.readString(folder.resolve("server.pem"), StandardCharsets.US_ASCII);
            Server server = new Server(Pem.certificates(certificates).getFirst(), Pem.key(key, "EC"));
            boolean whole = intermediate.signed(server.certificate())
                    && KeyPairs.belongTogether(server.certificate().getPublicKey(), server.key());
            return whole ? server : null;
        } catch (NoSuchFileException | GeneralSecurityException | NoSuchElementException e) {
            return null;
        }
    }
}
