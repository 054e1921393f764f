package io.gatehouse.load.fleet;

import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.IssuedCertificate;
import io.gatehouse.pki.KeyKind;
import io.gatehouse.pki.PkiException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes identities with a development authority, on all processors. The keys are in memory and nowhere else; see
 * {@link IdentityFolder} for those that are to stay.
 */
public final class Mint {
    private static final int MAX_COMMON_NAME = 64; // RFC 5280, ub-common-name

    private final DevelopmentCa authority;

    private Mint(DevelopmentCa authority) {
        this.authority = authority;
    }

    /**
     * With the authority of a broker, which is read and stays as it is.
     *
     * @param data its data folder, of the same user
     */
    public static Attempt<Mint> ofBroker(Path data) {
        return Files.isDirectory(data.resolve("pki"))
                ? with(() -> DevelopmentCa.read(data))
                : Attempt.failed(Problem.input(
                        "data: " + data + " has no development authority (expected: the folder of a broker that was"
                                + " started with gatehouse up)",
                        "name that folder, or bring identities of your own"));
    }

    /** With an authority of its own, for a broker that is not Gatehouse; made in {@code folder} at the first time. */
    public static Attempt<Mint> ofItsOwn(Path folder) {
        return with(() -> DevelopmentCa.openOrCreate(folder));
    }

    private interface Opening {
        DevelopmentCa open() throws PkiException;
    }

    private static Attempt<Mint> with(Opening opening) {
        try {
            return Attempt.done(new Mint(opening.open()));
        } catch (PkiException e) {
            return Attempt.failed(
                    Problem.input(String.valueOf(e.getMessage()), "run the command as the user who runs the broker"));
        }
    }

    /** What whoever is to trust the identities has to trust. */
    public X509Certificate root() {
        return authority.root();
    }

    /** The file it is in, which the server of {@link #server} is verified by too. */
    public Path rootPem() {
        return authority.rootPem();
    }

    /** Of a server on this machine that the fleet trusts; valid for its loopback addresses. */
    public Identity server() {
        return new Identity("localhost", authority.serverKey(), authority.serverChain());
    }

    /**
     * New keys and certificates for the devices {@code first} to {@code first + count - 1}, in this order. With P-256
     * it takes less than a millisecond of a processor each, with RSA a hundred times that.
     */
    public List<Identity> identities(NameTemplate names, int first, int count, KeyKind kind, Progress progress) {
        var milestones = new Milestones(count, progress);
        return IntStream.range(first, first + count)
                .parallel()
                .mapToObj(device -> {
                    Identity identity = identity(names.name(device), kind);
                    milestones.more(1);
                    return identity;
                })
                .toList();
    }

    /** A new key and certificate of this name. */
    public Identity identity(String name, KeyKind kind) {
        // A name for people; nothing is decided by it.
        String common = name.length() <= MAX_COMMON_NAME ? name : name.substring(name.length() - MAX_COMMON_NAME);
        try {
            IssuedCertificate issued = authority.issueDevice(common, kind, DevelopmentCa.DEVICE_NOT_AFTER);
            return new Identity(
                    name, issued.key(), List.of(issued.leaf(), issued.chain().getFirst()));
        } catch (PkiException e) {
            throw new IllegalStateException("identity " + name + ": could not be made", e);
        }
    }
}
