package io.gatehouse.pki;

import java.nio.file.Path;
import java.util.List;

/** The folder a device's files are written to. */
public final class DeviceFolder {
    private DeviceFolder() {}

    /** What became of {@link #write}. */
    public sealed interface Result {
        /** @param files key, certificate, chain, authority, in this order */
        record Written(Path folder, List<Path> files) implements Result {
            public Written {
                files = List.copyOf(files);
            }
        }

        /** Nothing was written. */
        record Exists(Path file) implements Result {}
    }

    /**
     * Writes {@code key.pem certificate.pem chain.pem ca.pem} (mode 0600) into {@code folder} (made with mode 0700 where it is
     * missing), or nothing if one of them exists.
     *
     * @throws PkiException when the folder cannot be written
     */
    public static Result write(Path folder, IssuedCertificate certificate) throws PkiException {
        throw new PkiException("folder: " + folder + " " + certificate);
    }
}
