package io.gatehouse.pki;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The folder a device's files are written to. */
public final class DeviceFolder {
    private DeviceFolder() {}

    /** What became of {@link #write}. */
    public sealed interface Result {
        /**
         * All four were written.
         *
         * @param files key, certificate, chain, authority, in this order
         */
        record Written(Path folder, List<Path> files) implements Result {
            public Written {
                files = List.copyOf(files);
            }
        }

        /** Nothing was written: this one is there, and may be the only copy of a key. */
        record Exists(Path file) implements Result {}
    }

    /**
     * Writes {@code key.pem certificate.pem chain.pem ca.pem} (mode 0600) into {@code folder} (made with mode 0700
     * where it is missing), or nothing if one of them exists.
     *
     * @throws PkiException when the folder cannot be written
     */
    public static Result write(Path folder, IssuedCertificate certificate) throws PkiException {
        Map<Path, String> contents = new LinkedHashMap<>();
        contents.put(folder.resolve("key.pem"), certificate.privateKeyPem());
        contents.put(folder.resolve("certificate.pem"), certificate.certificatePem());
        contents.put(folder.resolve("chain.pem"), certificate.chainPem());
        contents.put(folder.resolve("ca.pem"), certificate.rootPem());
        for (Path file : contents.keySet()) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return new Result.Exists(file);
            }
        }
        try {
            PrivateFiles.createFolder(folder);
            return createAll(folder, contents);
        } catch (IOException e) {
            throw new PkiException("folder: " + folder + " cannot be written: " + e, e);
        }
    }

    private static Result createAll(Path folder, Map<Path, String> contents) throws IOException {
        List<Path> created = new ArrayList<>();
        boolean complete = false;
        try {
            for (Map.Entry<Path, String> file : contents.entrySet()) {
                PrivateFiles.create(file.getKey(), file.getValue());
                created.add(file.getKey());
            }
            complete = true;
            return new Result.Written(folder, created);
        } catch (FileAlreadyExistsException e) {
            return new Result.Exists(Path.of(e.getFile()));
        } finally {
            if (!complete) {
                for (Path file : created) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
