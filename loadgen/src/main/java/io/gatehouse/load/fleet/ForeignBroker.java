package io.gatehouse.load.fleet;

import io.gatehouse.control.OwnerFile;
import io.gatehouse.pki.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a broker that is not Gatehouse needs to let a fleet in: the authority its devices' certificates come from. It
 * knows no things and no policies of ours.
 *
 * @param root of all identities; devices send the intermediate themselves
 */
public record ForeignBroker(X509Certificate root) {
    /** PEM, as {@code cafile} of Mosquitto and {@code cacertfile} of others take it. */
    public String caPem() {
        return Pem.of(root);
    }

    /** Writes the file, mode 0600, over the one that is there. */
    public Attempt<Path> write(Path file) {
        try {
            OwnerFile.write(file, caPem());
            return Attempt.done(file);
        } catch (IOException e) {
            return Attempt.failed(Problem.input(file + ": cannot be written: " + e, "name another file"));
        }
    }

    /** For people, a line each. */
    public static List<String> advice(Path file) {
        return List.of(
                "The broker has to trust " + file.toAbsolutePath() + " and ask clients for a certificate.",
                "Mosquitto: cafile " + file.toAbsolutePath() + ", require_certificate true,"
                        + " use_identity_as_username true.",
                "Another user who runs the broker has to be able to read the file.");
    }
}
