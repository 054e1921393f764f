package io.gatehouse.load.fleet;

import io.gatehouse.control.AdminJson;
import io.gatehouse.control.FleetApi;
import io.gatehouse.control.OwnerFile;
import io.gatehouse.pki.Pem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Identities in a folder, in one of two layouts that may stand side by side:
 *
 * <ul>
 *   <li>a folder for each, as {@code gatehouse thing create} writes it: {@code NAME/chain.pem} (or
 *       {@code certificate.pem}) and {@code NAME/key.pem};
 *   <li>a pair of files for each: {@code NAME.crt} and {@code NAME.key}; either may end in {@code .pem}, and one
 *       {@code NAME.pem} may have both in it.
 * </ul>
 *
 * Hidden files, {@code ca.*} and files of other endings are passed over.
 */
public final class IdentityFolder {
    private static final String KEY = "key.pem";
    private static final String CERTIFICATE = "certificate.pem";
    private static final String CHAIN = "chain.pem";

    private IdentityFolder() {}

    /** As {@code thing create} writes it, so that {@code gatehouse pub --as NAME} reads it. */
    private record Endpoint(String thing, String certificateId, String host, int port) {}

    /**
     * Writes a folder for each, keys in PKCS#8. Folders have mode 0700, files 0600; nothing is overwritten.
     *
     * @param caPem what devices trust the broker by
     * @param broker where they connect to; {@code null} where that is not known
     */
    public static Attempt<Path> write(
            Path folder, List<Identity> identities, String caPem, FleetApi.@Nullable Target broker, Progress progress) {
        var milestones = new Milestones(identities.size(), progress);
        try {
            for (Identity identity : identities) {
                write(folder.resolve(identity.name()), identity, caPem, broker);
                milestones.more(1);
            }
            return Attempt.done(folder);
        } catch (FileAlreadyExistsException e) {
            return Attempt.failed(Problem.input(
                    e.getFile() + ": is there already (expected: a new folder; nothing is overwritten)",
                    "name another folder, or use what is in this one"));
        } catch (IOException e) {
            return Attempt.failed(
                    Problem.input(folder + ": cannot be written: " + e, "name a folder that you may write to"));
        }
    }

    private static void write(Path folder, Identity identity, String caPem, FleetApi.@Nullable Target broker)
            throws IOException {
        OwnerFile.createFolder(folder);
        OwnerFile.create(folder.resolve(KEY), pem(identity.key())); // first: it cannot be had again
        OwnerFile.create(folder.resolve(CERTIFICATE), Pem.of(identity.certificate()));
        OwnerFile.create(folder.resolve(CHAIN), Pem.of(identity.chain()));
        OwnerFile.create(folder.resolve("ca.pem"), caPem);
        if (broker != null) {
            var endpoint = new Endpoint(
                    identity.name(), CertificateId.of(identity.certificate()), broker.host(), broker.port());
            OwnerFile.create(folder.resolve("endpoint.json"), AdminJson.pretty(endpoint) + "\n");
        }
    }

    private static String pem(PrivateKey key) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + lines + "\n-----END PRIVATE KEY-----\n";
    }

    /** Sorted by name. */
    public static Identities read(Path folder) {
        List<Path> entries;
        try (Stream<Path> files = Files.list(folder)) {
            entries = files.filter(IdentityFolder::meant).sorted().toList();
        } catch (IOException e) {
            return Identities.none(Problem.input(
                    folder + ": cannot be read (" + e.getClass().getSimpleName() + ")",
                    "name a folder of identities that you may read"));
        }
        Map<String, Found> found = new TreeMap<>();
        for (Path entry : entries) {
            if (Files.isDirectory(entry)) {
                found.put(name(entry), Found.ofFolder(entry));
            } else {
                String file = name(entry);
                int end = file.lastIndexOf('.');
                found.merge(file.substring(0, end), Found.ofFile(entry, file.substring(end)), Found::with);
            }
        }
        if (found.isEmpty()) {
            return Identities.none(Problem.input(
                    folder + ": no identities (expected: NAME/chain.pem with NAME/key.pem, or NAME.crt with NAME.key)",
                    "name the right folder"));
        }
        return Identities.of(found.entrySet().parallelStream()
                .map(one -> one.getValue().read(one.getKey()))
                .toList());
    }

    private static boolean meant(Path entry) {
        String name = name(entry);
        if (name.startsWith(".")) {
            return false;
        }
        return Files.isDirectory(entry)
                ? Files.exists(entry.resolve(KEY)) || Files.exists(entry.resolve(CERTIFICATE))
                : name.matches(".+\\.(crt|cer|key|pem)") && !name.matches("ca\\.[a-z]+");
    }

    private static String name(Path entry) {
        return Objects.requireNonNull(entry.getFileName()).toString();
    }

    /** The files of one identity. A {@code .pem} stands for what no file of its own is there for. */
    private record Found(
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable Path pem) {
        static Found ofFolder(Path folder) {
            Path chain = folder.resolve(CHAIN);
            return new Found(Files.exists(chain) ? chain : folder.resolve(CERTIFICATE), folder.resolve(KEY), null);
        }

        static Found ofFile(Path file, String ending) {
            return switch (ending) {
                case ".key" -> new Found(null, file, null);
                case ".pem" -> new Found(null, null, file);
                default -> new Found(file, null, null);
            };
        }

        Found with(Found other) {
            return new Found(
                    certificate == null ? other.certificate : certificate,
                    key == null ? other.key : key,
                    pem == null ? other.pem : pem);
        }

        Attempt<Identity> read(String name) {
            Path theCertificate = certificate == null ? pem : certificate;
            Path theKey = key == null ? pem : key;
            if (theCertificate == null) {
                return Attempt.failed(
                        Problem.input(key + ": no certificate beside it (expected: " + name + ".crt)", "put it there"));
            }
            if (theKey == null) {
                return Attempt.failed(
                        Problem.input(certificate + ": no key beside it (expected: " + name + ".key)", "put it there"));
            }
            return IdentityFile.read(name, theCertificate, theKey);
        }
    }
}
