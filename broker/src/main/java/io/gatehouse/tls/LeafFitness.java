package io.gatehouse.tls;

import io.gatehouse.reason.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Whether a certificate is fit as such, whoever registered it: RSA of 2,048 to 8,192 bits, P-256, P-384, P-521 or
 * Ed25519, not signed over MD5 or SHA-1, and with a key that may sign. What else it says of its use is not asked, as
 * {@code docs/decisions/0008} tells.
 *
 * <p>Reads the DER itself instead of parsing the whole certificate with the JDK, because it runs in every full
 * handshake on the event loop and asks for three names, a length and a bit only: who the device is comes from the
 * digest, and what else the certificate says was read when it was registered.
 */
final class LeafFitness {
    private static final int MIN_RSA_BITS = 2048;
    /** Verification time grows with the square; BoringSSL draws the line at the same place. */
    private static final int MAX_RSA_BITS = 8192;
    /** BoringSSL's bound too: larger public exponents only cost time. */
    private static final int MAX_RSA_EXPONENT_BITS = 33;

    private static final String RSA_PSS = "2a864886f70d01010a";
    private static final String KEY_USAGE = "551d0f";

    private LeafFitness() {}

    /** Why a certificate is not taken. */
    record Unfit(Reason reason, String detail) {}

    static final Unfit NOT_FOR_SIGNING = new Unfit(
            Reason.TLS_CERTIFICATE_USAGE_WRONG,
            "certificate: keyUsage without digitalSignature (expected: with it, or no keyUsage at all)");

    static @Nullable Unfit judge(byte[] der) {
        try {
            return judge(new DerCursor(der).enter(DerCursor.SEQUENCE));
        } catch (DerCursor.Malformed e) {
            return new Unfit(Reason.TLS_CERTIFICATE_MALFORMED, "certificate: " + e.getMessage());
        }
    }

    /** @param certificate Certificate of RFC 5280 section 4.1 */
    private static @Nullable Unfit judge(DerCursor certificate) throws DerCursor.Malformed {
        DerCursor fields = certificate.enter(DerCursor.SEQUENCE);
        Unfit signature = signature(certificate.enter(DerCursor.SEQUENCE));
        if (fields.nextIs(DerCursor.EXPLICIT_0)) {
            fields.skip(DerCursor.EXPLICIT_0); // version
        }
        fields.skip(DerCursor.INTEGER); // serial number
        fields.skip(DerCursor.SEQUENCE); // signature algorithm, again
        fields.skip(DerCursor.SEQUENCE); // issuer
        fields.skip(DerCursor.SEQUENCE); // validity
        fields.skip(DerCursor.SEQUENCE); // subject
        Unfit key = key(fields.enter(DerCursor.SEQUENCE));
        Unfit usage = usage(fields);
        return key != null ? key : signature != null ? signature : usage;
    }

    /** @param fields what follows the key: unique identifiers that nobody has, and the extensions */
    private static @Nullable Unfit usage(DerCursor fields) throws DerCursor.Malformed {
        for (int tag : new int[] {DerCursor.IMPLICIT_1, DerCursor.IMPLICIT_2}) {
            if (fields.nextIs(tag)) {
                fields.skip(tag);
            }
        }
        if (!fields.nextIs(DerCursor.EXPLICIT_3)) {
            return null;
        }
        DerCursor extensions = fields.enter(DerCursor.EXPLICIT_3).enter(DerCursor.SEQUENCE);
        while (!extensions.atEnd()) {
            DerCursor extension = extensions.enter(DerCursor.SEQUENCE);
            boolean found = extension.enter(DerCursor.OBJECT_IDENTIFIER).hex().equals(KEY_USAGE);
            if (found) {
                return maySign(extension) ? null : NOT_FOR_SIGNING;
            }
        }
        return null;
    }

    /** KeyUsage of RFC 5280 section 4.2.1.3: digitalSignature is the first bit. */
    private static boolean maySign(DerCursor extension) throws DerCursor.Malformed {
        if (extension.nextIs(DerCursor.BOOLEAN)) {
            extension.skip(DerCursor.BOOLEAN); // critical
        }
        DerCursor bits = extension.enter(DerCursor.OCTET_STRING).enter(DerCursor.BIT_STRING);
        bits.octet(); // unused bits
        return !bits.atEnd() && (bits.octet() & 0x80) != 0;
    }

    private static @Nullable Unfit signature(DerCursor algorithm) throws DerCursor.Malformed {
        String oid = algorithm.enter(DerCursor.OBJECT_IDENTIFIER).hex();
        return switch (oid) {
            case "2a864886f70d01010b", "2a864886f70d01010c", "2a864886f70d01010d" -> null; // SHA-2 with RSA
            case "2a8648ce3d040302", "2a8648ce3d040303", "2a8648ce3d040304" -> null; // ECDSA with SHA-2
            case "2b6570" -> null; // Ed25519
            case RSA_PSS -> pssHash(algorithm);
            case "2a864886f70d010102", "2a864886f70d010104" -> unsupported("signed over MD2 or MD5");
            case "2a864886f70d010105", "2b0e03021d", "2a8648ce3d0401" -> unsupported("signed over SHA-1");
            default -> unsupported("signed with the algorithm of OID (hex) " + bounded(oid));
        };
    }

    /** RSASSA-PSS-params of RFC 4055: the hash is the first field, SHA-1 where it is left out. */
    private static @Nullable Unfit pssHash(DerCursor algorithm) throws DerCursor.Malformed {
        DerCursor parameters = algorithm.enter(DerCursor.SEQUENCE);
        if (!parameters.nextIs(DerCursor.EXPLICIT_0)) {
            return unsupported("signed over SHA-1");
        }
        String hash = parameters
                .enter(DerCursor.EXPLICIT_0)
                .enter(DerCursor.SEQUENCE)
                .enter(DerCursor.OBJECT_IDENTIFIER)
                .hex();
        return switch (hash) {
            case "608648016503040201", "608648016503040202", "608648016503040203" -> null; // SHA-256, 384, 512
            default -> unsupported("signed over the hash of OID (hex) " + bounded(hash));
        };
    }

    /** @param info SubjectPublicKeyInfo of RFC 5280 section 4.1 */
    private static @Nullable Unfit key(DerCursor info) throws DerCursor.Malformed {
        DerCursor algorithm = info.enter(DerCursor.SEQUENCE);
        String oid = algorithm.enter(DerCursor.OBJECT_IDENTIFIER).hex();
        DerCursor key = info.enter(DerCursor.BIT_STRING);
        return switch (oid) {
            case "2a864886f70d010101", RSA_PSS -> rsa(key);
            case "2a8648ce3d0201" -> curve(algorithm);
            case "2b6570" -> null; // Ed25519
            default -> unsupported("a key of the kind of OID (hex) " + bounded(oid));
        };
    }

    private static @Nullable Unfit rsa(DerCursor key) throws DerCursor.Malformed {
        if (key.octet() != 0) { // unused bits of the BIT STRING
            throw new DerCursor.Malformed("RSA key (expected: whole octets)");
        }
        DerCursor numbers = key.enter(DerCursor.SEQUENCE);
        int bits = numbers.enter(DerCursor.INTEGER).bitLength();
        int exponentBits = numbers.enter(DerCursor.INTEGER).bitLength();
        if (bits < MIN_RSA_BITS) {
            return new Unfit(
                    Reason.TLS_CERTIFICATE_KEY_WEAK,
                    "RSA key: " + bits + " bits (expected: " + MIN_RSA_BITS + " or more)");
        }
        if (exponentBits < 2) { // with the exponent 1, everybody can sign
            return new Unfit(Reason.TLS_CERTIFICATE_KEY_WEAK, "RSA exponent: 1 (expected: 3 or more)");
        }
        return bits > MAX_RSA_BITS || exponentBits > MAX_RSA_EXPONENT_BITS
                ? unsupported("an RSA key of " + bits + " bits with an exponent of " + exponentBits)
                : null;
    }

    private static @Nullable Unfit curve(DerCursor algorithm) throws DerCursor.Malformed {
        if (!algorithm.nextIs(DerCursor.OBJECT_IDENTIFIER)) {
            return unsupported("an EC key with parameters of its own instead of a named curve");
        }
        String curve = algorithm.enter(DerCursor.OBJECT_IDENTIFIER).hex();
        return switch (curve) {
            case "2a8648ce3d030107", "2b81040022", "2b81040023" -> null; // P-256, P-384, P-521
            default -> unsupported("an EC key on the curve of OID (hex) " + bounded(curve));
        };
    }

    private static Unfit unsupported(String what) {
        return new Unfit(
                Reason.TLS_CERTIFICATE_KEY_UNSUPPORTED,
                "certificate: " + what + " (expected: RSA 2048 to 8192, P-256, P-384, P-521 or Ed25519,"
                        + " signed over SHA-256, SHA-384 or SHA-512)");
    }

    private static String bounded(String hex) {
        return hex.length() <= 40 ? hex : hex.substring(0, 40) + "…";
    }
}
