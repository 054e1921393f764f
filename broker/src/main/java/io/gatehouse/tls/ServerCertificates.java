package io.gatehouse.tls;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All certificates of the server, and which one a client is shown: by the name it asks for (SNI), and among those for
 * that name the first whose signature it can verify. Immutable; any thread.
 *
 * <p>A name that no certificate has, and none at all, gets the standing certificates. RFC 6066 section 3 would let the
 * server refuse; a device that pins a root and dials an address is better served.
 */
public final class ServerCertificates {
    private final List<ServerCertificate> standing;
    private final List<ServerCertificate> all;
    private final Map<String, List<ServerCertificate>> byName = new HashMap<>();

    /**
     * @param standing shown to clients that ask for no known name: in order of preference, of different kinds
     * @param named shown to clients that ask for one of their names
     */
    public ServerCertificates(List<ServerCertificate> standing, List<ServerCertificate> named)
            throws TlsConfigurationException {
        check(standing);
        this.standing = List.copyOf(standing);
        this.all = Stream.concat(standing.stream(), named.stream()).toList();
        for (ServerCertificate certificate : named) { // before the standing ones, which may have the same names
            add(certificate);
        }
        standing.forEach(this::add);
    }

    private void add(ServerCertificate certificate) {
        for (String name : certificate.names()) {
            List<ServerCertificate> sharing = byName.computeIfAbsent(name, unknown -> new ArrayList<>(2));
            if (!sharing.contains(certificate)) {
                sharing.add(certificate);
            }
        }
    }

    private static void check(List<ServerCertificate> standing) throws TlsConfigurationException {
        if (standing.isEmpty() || standing.size() > 2) {
            throw new TlsConfigurationException("server certificates: " + standing.size()
                    + " (expected: one, or an ECDSA and RSA pair; set tls.certificate and tls.key)");
        }
        String first = kind(standing.getFirst());
        if (standing.size() == 2 && first.equals(kind(standing.getLast()))) {
            throw new TlsConfigurationException("server certificates: two with " + first
                    + " keys (expected: keys of different kinds; TLS picks by the kinds a client verifies)");
        }
    }

    private static String kind(ServerCertificate certificate) {
        return certificate.credential().key().getAlgorithm();
    }

    /** Those that clients get who ask for no known name; the first one is the server's own. */
    List<ServerCertificate> standing() {
        return standing;
    }

    /**
     * Why clients that verify the server do not connect at that moment, {@code null} where they do. One standing
     * certificate that is valid is enough, and one that only clients asking for a name are shown does not count:
     * whoever needs it is not helped by sending everybody elsewhere.
     */
    public @Nullable String problemAt(Instant moment) {
        return standing.stream().anyMatch(certificate -> certificate.isValidAt(moment))
                ? null
                : "the server's certificate ended, or has not begun; the log says which";
    }

    public List<ServerCertificate> all() {
        return all;
    }

    /** Whether a client would notice no difference. */
    public boolean sameAs(ServerCertificates other) {
        return same(standing, other.standing) && same(all, other.all);
    }

    private static boolean same(List<ServerCertificate> ours, List<ServerCertificate> theirs) {
        if (ours.size() != theirs.size()) {
            return false;
        }
        for (int i = 0; i < ours.size(); i++) {
            if (!ours.get(i).sameAs(theirs.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** @param tls13 whether the server speaks TLS 1.3 */
    ServerCertificate choose(ClientHello hello, boolean tls13) {
        List<ServerCertificate> candidates = of(hello.serverName());
        for (ServerCertificate candidate : candidates) {
            if (candidate.suits(hello, tls13)) {
                return candidate;
            }
        }
        return candidates.getFirst(); // the handshake is going to say that nothing is shared
    }

    private List<ServerCertificate> of(@Nullable String name) {
        if (name == null) {
            return standing;
        }
        List<ServerCertificate> exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.'); // RFC 9525 section 6.3: a wildcard is one whole label, the first
        List<ServerCertificate> wildcard = dot < 1 ? null : byName.get("*" + name.substring(dot));
        return Objects.requireNonNullElse(wildcard, standing);
    }
}
