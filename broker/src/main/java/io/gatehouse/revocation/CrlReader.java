package io.gatehouse.revocation;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Reads one CRL (RFC 5280 section 5) and verifies it. Any thread; blocks for as long as the signature takes.
 *
 * <p>The JDK and Bouncy Castle make an object of every entry, some 500 bytes each; here an entry is passed over twice,
 * to be counted and to be put into {@link Serials}.
 *
 * <p>What cannot be understood in full is not used at all. Delta CRLs and indirect CRLs are not supported, nor CRLs for
 * some reasons only: who used them as what they are not would let in revoked certificates.
 */
final class CrlReader {
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    private static final String CRL_NUMBER = "2.5.29.20";
    private static final String DELTA_CRL_INDICATOR = "2.5.29.27";
    private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    /** Where delta CRLs are; they are not fetched, and the complete CRL is complete without. */
    private static final String FRESHEST_CRL = "2.5.29.46";

    private static final byte[] REASON_CODE = {0x55, 0x1D, 0x15};
    private static final byte[] INVALIDITY_DATE = {0x55, 0x1D, 0x18};
    private static final byte[] HOLD_INSTRUCTION = {0x55, 0x1D, 0x17};
    private static final byte[] CERTIFICATE_ISSUER = {0x55, 0x1D, 0x1D};
    private static final int REMOVE_FROM_CRL = 8;

    private static final DateTimeFormatter GENERALIZED =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withResolverStyle(ResolverStyle.STRICT);

    private final byte[] der;
    private final String source;

    // Of the CRL, as they are read.
    private byte[] scope = {};
    private byte @Nullable [] authorityKey;
    private @Nullable BigInteger number;

    private CrlReader(byte[] der, String source) {
        this.der = der;
        this.source = source;
    }

    /**
     * Reads and verifies.
     *
     * @param source where it is from, for people
     * @param issuers whose signature counts
     * @param latest a CRL that begins later is from the future
     * @throws Der.Malformed why it is not used, whatever the cause
     */
    static Crl read(byte[] der, String source, List<Issuer> issuers, Instant latest) throws Der.Malformed {
        return new CrlReader(der, source).read(issuers, latest);
    }

    private Crl read(List<Issuer> issuers, Instant latest) throws Der.Malformed {
        Der outside = new Der(der);
        Der list = outside.enter(Der.SEQUENCE);
        outside.expectEnd();
        int from = list.position();
        Der signed = list.enter(Der.SEQUENCE);
        int to = list.position();
        byte[] algorithm = list.whole(Der.SEQUENCE);
        byte[] signature = bits(list.enter(Der.BIT_STRING).rest());
        list.expectEnd();

        if (signed.nextIs(Der.INTEGER)) {
            byte[] version = signed.enter(Der.INTEGER).rest();
            require(version.length == 1 && version[0] == 1, "version: unknown (expected: v2)");
        }
        require(Arrays.equals(signed.whole(Der.SEQUENCE), algorithm), "signature algorithm: two (expected: the same)");
        X500Principal name = name(signed.whole(Der.SEQUENCE));
        Instant thisUpdate = time(signed);
        Instant nextUpdate = signed.nextIs(Der.UTC_TIME) || signed.nextIs(Der.GENERALIZED_TIME) ? time(signed) : null;
        Der entries = signed.nextIs(Der.SEQUENCE) ? signed.enter(Der.SEQUENCE) : new Der(der, 0, 0);
        if (signed.nextIs(Der.CONTEXT_0)) {
            extensions(signed.enter(Der.CONTEXT_0));
        }
        signed.expectEnd();

        // Before the entries are looked at: who has not signed it does not decide how much work it is.
        Issuer issuer = verified(name, issuers, SignatureAlgorithm.of(algorithm), from, to, signature);
        require(
                !thisUpdate.isAfter(latest),
                "thisUpdate: " + thisUpdate + " (expected: not in the future; compare the clocks)");
        require(nextUpdate == null || !nextUpdate.isBefore(thisUpdate), "nextUpdate: before thisUpdate");
        Serials serials = serials(entries);
        return new Crl(source, issuer, scope, number, thisUpdate, nextUpdate, serials);
    }

    private Issuer verified(
            X500Principal name, List<Issuer> issuers, SignatureAlgorithm algorithm, int from, int to, byte[] signature)
            throws Der.Malformed {
        List<Issuer> named =
                issuers.stream().filter(issuer -> issuer.name().equals(name)).toList();
        require(
                !named.isEmpty(),
                "issuer: " + name.getName()
                        + " is no known authority (expected: one of `gatehouse ca ls` or of revocation.issuers)");
        for (Issuer issuer : named) {
            if (issuer.mayHaveKey(authorityKey) && issuer.signed(algorithm, der, from, to, signature)) {
                require(
                        issuer.maySignCrls(),
                        "issuer: the keyUsage of " + name.getName() + " has no cRLSign (expected: with it)");
                return issuer;
            }
        }
        throw new Der.Malformed("signature: not by " + name.getName() + " (expected: by the authority of that name"
                + (authorityKey == null ? "" : " with key " + HexFormat.of().formatHex(authorityKey)) + ")");
    }

    private void extensions(Der explicit) throws Der.Malformed {
        Der all = explicit.enter(Der.SEQUENCE);
        explicit.expectEnd();
        while (!all.atEnd()) {
            Der extension = all.enter(Der.SEQUENCE);
            String id = SignatureAlgorithm.oid(
                    extension.enter(Der.OBJECT_IDENTIFIER).rest());
            boolean critical = critical(extension);
            Der value = extension.enter(Der.OCTET_STRING);
            switch (id) {
                case AUTHORITY_KEY_IDENTIFIER -> authorityKey = CertificateName.keyIdentifier(value);
                case CRL_NUMBER ->
                    number = new BigInteger(1, value.enter(Der.INTEGER).rest());
                case DELTA_CRL_INDICATOR ->
                    throw new Der.Malformed("a delta CRL (expected: a complete one; delta CRLs are not supported)");
                case ISSUING_DISTRIBUTION_POINT -> scope(value);
                case FRESHEST_CRL -> {}
                default ->
                    require(!critical, "extension: " + id + " is critical and not known here (expected: none such)");
            }
        }
    }

    /** IssuingDistributionPoint of RFC 5280 section 5.2.5; which point it is needs not be understood. */
    private void scope(Der value) throws Der.Malformed {
        scope = value.whole(Der.SEQUENCE);
        Der fields = new Der(scope).enter(Der.SEQUENCE);
        while (!fields.atEnd()) {
            if (fields.nextIs(0x80 | 2) || fields.nextIs(0x80 | 5)) {
                throw new Der.Malformed(
                        "a CRL of authorities or attributes only (expected: one of device certificates)");
            }
            require(
                    !fields.nextIs(0x80 | 3),
                    "a CRL for some reasons only (expected: for all; these are not supported)");
            require(
                    !fields.nextIs(0x80 | 4),
                    "an indirect CRL (expected: its authority's own; these are not supported)");
            fields.skipAny();
        }
    }

    private static boolean critical(Der extension) throws Der.Malformed {
        if (!extension.nextIs(Der.BOOLEAN)) {
            return false;
        }
        byte[] value = extension.enter(Der.BOOLEAN).rest();
        return value.length != 1 || value[0] != 0;
    }

    private Serials serials(Der entries) throws Der.Malformed {
        int[] counts = new int[Serials.MAX_BYTES + 1];
        int begin = entries.position();
        int end = entries.end();
        Der entry = new Der(der, 0, 0);
        Der serial = new Der(der, 0, 0);
        while (!entries.atEnd()) {
            entries.enter(Der.SEQUENCE, entry);
            entry.enter(Der.INTEGER, serial);
            int length = serial.end() - serial.position();
            boolean padded = length > 1
                    && (der[serial.position()] == 0 && der[serial.position() + 1] >= 0
                            || der[serial.position()] == -1 && der[serial.position() + 1] < 0);
            if (length == 0 || length > Serials.MAX_BYTES || padded) {
                throw new Der.Malformed("serial number at byte " + serial.position() + ": " + length
                        + " bytes (expected: the fewest, 1 to " + Serials.MAX_BYTES + ")");
            }
            counts[length]++;
            entry.skip(entry.nextIs(Der.UTC_TIME) ? Der.UTC_TIME : Der.GENERALIZED_TIME);
            if (!entry.atEnd()) {
                entryExtensions(entry.enter(Der.SEQUENCE));
                entry.expectEnd();
            }
        }
        Serials serials = new Serials(counts);
        Der again = new Der(der, begin, end);
        while (!again.atEnd()) {
            again.enter(Der.SEQUENCE, entry);
            entry.enter(Der.INTEGER, serial);
            serials.add(der, serial.position(), serial.end());
        }
        return serials;
    }

    private static void entryExtensions(Der all) throws Der.Malformed {
        while (!all.atEnd()) {
            Der extension = all.enter(Der.SEQUENCE);
            byte[] id = extension.enter(Der.OBJECT_IDENTIFIER).rest();
            boolean critical = critical(extension);
            if (Arrays.equals(id, REASON_CODE)) {
                byte[] code =
                        extension.enter(Der.OCTET_STRING).enter(Der.ENUMERATED).rest();
                require(
                        code.length == 1 && code[0] != REMOVE_FROM_CRL,
                        "an entry with removeFromCRL (expected: in delta CRLs only; they are not supported)");
            } else if (Arrays.equals(id, CERTIFICATE_ISSUER)) {
                throw new Der.Malformed("an entry of another issuer (expected: none; indirect CRLs are not supported)");
            } else if (critical && !Arrays.equals(id, INVALIDITY_DATE) && !Arrays.equals(id, HOLD_INSTRUCTION)) {
                // RFC 5280 section 5.3: then the whole CRL must not be used.
                throw new Der.Malformed("an entry's extension: " + SignatureAlgorithm.oid(id)
                        + " is critical and not known here (expected: none such)");
            }
        }
    }

    private static X500Principal name(byte[] encoded) throws Der.Malformed {
        try {
            return new X500Principal(encoded);
        } catch (IllegalArgumentException unreadable) {
            throw new Der.Malformed("issuer: unreadable (expected: a name)");
        }
    }

    private static Instant time(Der fields) throws Der.Malformed {
        boolean utc = fields.nextIs(Der.UTC_TIME);
        byte[] octets = fields.enter(utc ? Der.UTC_TIME : Der.GENERALIZED_TIME).rest();
        String text = new String(octets, StandardCharsets.US_ASCII);
        try {
            // RFC 5280 section 5.1.2.4: two digits below 50 are of this century.
            String full = utc ? (text.compareTo("50") < 0 ? "20" : "19") + text : text;
            return LocalDateTime.parse(full, GENERALIZED).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException unreadable) {
            throw new Der.Malformed("time: unreadable (expected: UTCTime or GeneralizedTime with seconds, in UTC)");
        }
    }

    private static byte[] bits(byte[] content) throws Der.Malformed {
        require(content.length > 1 && content[0] == 0, "signature: unreadable (expected: whole octets)");
        return Arrays.copyOfRange(content, 1, content.length);
    }

    private static void require(boolean holds, String otherwise) throws Der.Malformed {
        if (!holds) {
            throw new Der.Malformed(otherwise);
        }
    }
}
