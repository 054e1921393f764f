package io.gatehouse.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The authority of {@code gatehouse up}: a root for ten years, an intermediate for five, a server certificate for 397
 * days, under {@code <data>/pki}.
 *
 * <p>Made at the first start, reused at every other; the server certificate is made anew at a start less than 30 days
 * before its end, or when it lacks a name it is now reached by. The intermediate's certificate is made anew in its last
 * 397 days, over the same key, so that what it signed stays signed and no server certificate outlives it; its end is
 * never after the root's. The root is never replaced silently: devices hold it. Every subject says that this is for
 * development.
 *
 * <p>Immutable; issuing is safe from any thread that may block.
 */
public final class DevelopmentCa {
    /** What AWS IoT Core writes into certificates it issues. */
    public static final Instant DEVICE_NOT_AFTER = Instant.parse("2049-12-31T23:59:59Z");

    static final Duration ROOT_LIFETIME = Duration.ofDays(3652);
    static final Duration INTERMEDIATE_LIFETIME = Duration.ofDays(1826);
    /** The longest that browsers and mobile systems take from a server. */
    static final Duration SERVER_LIFETIME = Duration.ofDays(397);

    static final Duration RENEW_BEFORE_END = Duration.ofDays(30);
    private static final int MAX_COMMON_NAME = 64; // ub-common-name of RFC 5280 appendix A.1

    private final CaFiles files;
    private final Issuer root;
    private final Issuer intermediate;
    private final X509Certificate server;
    private final PrivateKey serverKey;
    private final InstantSource clock;

    DevelopmentCa(CaFiles files, Issuer root, Issuer intermediate, CaFiles.Server server, InstantSource clock) {
        this.files = files;
        this.root = root;
        this.intermediate = intermediate;
        this.server = server.certificate();
        this.serverKey = server.key();
        this.clock = clock;
    }

    /**
     * Opens the authority in {@code <dataDirectory>/pki}, or makes one there. Blocks on files.
     *
     * @throws PkiException when what is there cannot be read, does not belong together, or others could have read it
     */
    public static DevelopmentCa openOrCreate(Path dataDirectory) throws PkiException {
        return openOrCreate(dataDirectory, List.of());
    }

    /**
     * As {@link #openOrCreate(Path)}, with a server certificate that is also valid for more names.
     *
     * @param moreNames DNS names and IP addresses, besides localhost, this host's name and the loopback addresses
     */
    public static DevelopmentCa openOrCreate(Path dataDirectory, List<String> moreNames) throws PkiException {
        return openOrCreate(dataDirectory, ServerNames.ofThisHost(moreNames), InstantSource.system());
    }

    /**
     * Opens the authority in {@code <dataDirectory>/pki} as it is and changes nothing, not even what the next start of
     * the broker will: for whoever issues beside a broker that runs. Blocks on files.
     *
     * @throws PkiException when it is not there as a whole, and for the reasons of {@link #openOrCreate(Path)}
     */
    public static DevelopmentCa read(Path dataDirectory) throws PkiException {
        return read(dataDirectory, InstantSource.system());
    }

    static DevelopmentCa read(Path dataDirectory, InstantSource clock) throws PkiException {
        CaFiles files = new CaFiles(dataDirectory.resolve("pki"));
        if (!Files.isDirectory(files.folder())) {
            throw new PkiException("folder: " + files.folder()
                    + " is missing (expected: the authority that the first gatehouse up makes; see --data)");
        }
        try {
            PrivateFiles.checkFolder(files.folder());
            Issuer root = files.readRoot();
            Issuer intermediate = files.readIntermediate(root);
            CaFiles.Server server = files.readServer(intermediate);
            if (server == null) {
                throw new PkiException("files: server.pem and server-key.pem in " + files.folder()
                        + " are missing or do not belong there (expected: the server's certificate; the next"
                        + " gatehouse up makes it anew)");
            }
            return new DevelopmentCa(files, root, intermediate, server, clock);
        } catch (IOException e) {
            throw unusable(files, e);
        }
    }

    static DevelopmentCa openOrCreate(Path dataDirectory, ServerNames names, InstantSource clock) throws PkiException {
        CaFiles files = new CaFiles(dataDirectory.resolve("pki"));
        try {
            if (!Files.exists(files.folder())) {
                create(dataDirectory, files, names, clock.instant());
            }
            return open(files, names, clock);
        } catch (IOException e) {
            throw unusable(files, e);
        }
    }

    private static PkiException unusable(CaFiles files, IOException why) {
        return new PkiException(
                "folder: " + files.folder() + " cannot be used: " + why
                        + " (expected: a folder this user may write; see --data)",
                why);
    }

    /**
     * Everything is made in a folder beside it and appears with one rename, so that there is never half an authority.
     */
    private static void create(Path dataDirectory, CaFiles target, ServerNames names, Instant now)
            throws IOException, PkiException {
        PrivateFiles.createFolder(dataDirectory);
        CaFiles fresh = new CaFiles(PrivateFiles.createTemporaryFolder(dataDirectory, "pki-new-"));
        Issuer root = Issuer.root(KeyKind.P256.generate(), now, now.plus(ROOT_LIFETIME));
        Issuer intermediate = root.intermediate(KeyKind.P256.generate(), now, now.plus(INTERMEDIATE_LIFETIME));
        fresh.writeRoot(root);
        fresh.writeIntermediate(intermediate);
        fresh.writeServer(newServer(intermediate, names, now), intermediate);
        fresh.moveTo(target);
    }

    private static CaFiles.Server newServer(Issuer intermediate, ServerNames names, Instant now) throws PkiException {
        KeyPair keys = KeyKind.P256.generate();
        X509Certificate certificate =
                intermediate.server(keys.getPublic(), names.generalNames(), now, now.plus(SERVER_LIFETIME));
        return new CaFiles.Server(certificate, keys.getPrivate());
    }

    private static DevelopmentCa open(CaFiles files, ServerNames names, InstantSource clock)
            throws IOException, PkiException {
        PrivateFiles.checkFolder(files.folder());
        Issuer root = files.readRoot();
        Instant now = clock.instant();
        Issuer intermediate = currentIntermediate(files, root, now);
        CaFiles.Server server = files.readServer(intermediate);
        if (server == null || !serves(server.certificate(), names, now)) {
            server = newServer(intermediate, names, now);
            files.writeServer(server, intermediate);
        }
        return new DevelopmentCa(files, root, intermediate, server, clock);
    }

    private static Issuer currentIntermediate(CaFiles files, Issuer root, Instant now)
            throws IOException, PkiException {
        Issuer present = files.readIntermediate(root);
        Instant rootEnds = root.notAfter();
        Instant wanted = now.plus(INTERMEDIATE_LIFETIME);
        Instant ends = wanted.isBefore(rootEnds) ? wanted : rootEnds;
        boolean lasts = now.isBefore(present.notAfter().minus(SERVER_LIFETIME));
        if (lasts || !ends.isAfter(present.notAfter())) {
            return present; // a root that ends cannot be helped: see notAfter
        }
        KeyPair keys = new KeyPair(present.certificate().getPublicKey(), present.key());
        Issuer renewed = root.intermediate(keys, now, ends);
        files.writeIntermediate(renewed);
        return renewed;
    }

    private static boolean serves(X509Certificate server, ServerNames names, Instant now) {
        Instant renewal = server.getNotAfter().toInstant().minus(RENEW_BEFORE_END);
        return now.isBefore(renewal) && names.coveredBy(server);
    }

    /** A certificate for a device with a new P-256 key, valid until {@link #DEVICE_NOT_AFTER}. */
    public IssuedCertificate issueDevice(String commonName) throws PkiException {
        return issueDevice(commonName, KeyKind.P256, DEVICE_NOT_AFTER);
    }

    /**
     * A certificate for a device with a new key. The key is in the answer and nowhere else.
     *
     * @param commonName 1 to 64 characters; a name for people, nothing here is decided by it
     * @throws IllegalArgumentException when the name or the end is not acceptable
     */
    public IssuedCertificate issueDevice(String commonName, KeyKind kind, Instant notAfter) throws PkiException {
        KeyPair keys = kind.generate();
        X509Certificate leaf = certify(commonName, keys.getPublic(), notAfter);
        return new IssuedCertificate(leaf, List.of(intermediate.certificate()), keys.getPrivate(), root.certificate());
    }

    /**
     * A certificate for a key that stays where it was made, valid until {@link #DEVICE_NOT_AFTER}.
     *
     * @param commonName as in {@link #issueDevice}
     * @param key whose other half the device was shown to have, see {@link SigningRequest#provenKey}
     * @return leaf, then the intermediate: what the device sends
     */
    public List<X509Certificate> certifyDevice(String commonName, PublicKey key) throws PkiException {
        return List.of(certify(commonName, key, DEVICE_NOT_AFTER), intermediate.certificate());
    }

    private X509Certificate certify(String commonName, PublicKey key, Instant notAfter) throws PkiException {
        if (commonName.isBlank()
                || commonName.length() > MAX_COMMON_NAME
                || commonName.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("commonName: " + commonName.length() + " characters (expected: 1 to "
                    + MAX_COMMON_NAME + ", not blank, no control characters)");
        }
        Instant now = clock.instant();
        if (!notAfter.isAfter(now)) {
            throw new IllegalArgumentException("notAfter: " + notAfter + " (expected: after " + now + ")");
        }
        return intermediate.device(commonName, key, now, notAfter);
    }

    /** Its intermediate, for {@link DeviceIssuer}. */
    public IssuingAuthority issuingAuthority() {
        return new IssuingAuthority(intermediate, chain());
    }

    public X509Certificate root() {
        return root.certificate();
    }

    /** Intermediate, then root. */
    public List<X509Certificate> chain() {
        return List.of(intermediate.certificate(), root.certificate());
    }

    /** Server certificate, then intermediate: what the server sends. */
    public List<X509Certificate> serverChain() {
        return List.of(server, intermediate.certificate());
    }

    public PrivateKey serverKey() {
        return serverKey;
    }

    /** The file clients verify the server with. */
    public Path rootPem() {
        return files.root();
    }

    /** When the first of root and intermediate ends; a new authority is due before that. */
    public Instant notAfter() {
        Instant rootEnds = root.notAfter();
        Instant intermediateEnds = intermediate.notAfter();
        return rootEnds.isBefore(intermediateEnds) ? rootEnds : intermediateEnds;
    }
}
