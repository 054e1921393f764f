package io.gatehouse.tls;

import java.util.List;

/**
 * What a ClientHello offered, in the client's order, without the values that only test the server (GREASE, RFC 8701).
 * Immutable. The devices of a fleet offer the same, and share one of these.
 *
 * <p>Numbers of TLS are packed into strings, a character each: small, immutable and comparable. They are the client's
 * words, and are given names when somebody reads them.
 *
 * @param packedKeyShares groups for which the client sent a key along; empty before TLS 1.3
 * @param protocols names of ALPN (RFC 7301), an octet a character
 * @param resumption whether it offered to continue an earlier session, by a ticket or a pre-shared key
 */
public record HelloOffer(
        String packedVersions,
        String packedCipherSuites,
        String packedGroups,
        String packedKeyShares,
        String packedSignatures,
        List<String> protocols,
        boolean resumption) {

    /** Most values that are kept of each list. */
    static final int MOST = 64;

    public HelloOffer {
        protocols = List.copyOf(protocols);
    }

    public List<String> versions() {
        return TlsNames.each(packedVersions, TlsNames::version);
    }

    /** By their IANA names; as {@code 0x1234} where this broker never speaks them. */
    public List<String> cipherSuites() {
        return TlsNames.each(packedCipherSuites, TlsNames::cipherSuite);
    }

    public List<String> groups() {
        return TlsNames.each(packedGroups, TlsNames::group);
    }

    public List<String> keyShares() {
        return TlsNames.each(packedKeyShares, TlsNames::group);
    }

    /** Signatures the client verifies: what the server may sign with. */
    public List<String> signatures() {
        return TlsNames.each(packedSignatures, TlsNames::signature);
    }

    /** About what it takes on the heap, in bytes. */
    int weight() {
        int characters = packedVersions.length()
                + packedCipherSuites.length()
                + packedGroups.length()
                + packedKeyShares.length()
                + packedSignatures.length();
        int names = protocols.stream().mapToInt(name -> 56 + name.length()).sum();
        return 5 * 48 + 64 + 2 * characters + names;
    }
}
