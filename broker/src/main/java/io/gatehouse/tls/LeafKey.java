package io.gatehouse.tls;

/**
 * Which signature the key of a certificate makes in TLS 1.3, where the message that says so is encrypted. A key on a
 * curve, or of Ed25519, has one algorithm and no other; an RSA key has three, which differ in their hash (RFC 8446
 * section 4.2.3).
 */
final class LeafKey {
    private LeafKey() {}

    /** A number of TLS, {@link TlsNames#RSA_PSS_UNSEEN_HASH}, or 0 for another kind of key. */
    static int signature(byte[] der) {
        try {
            DerCursor fields = new DerCursor(der).enter(DerCursor.SEQUENCE).enter(DerCursor.SEQUENCE);
            if (fields.nextIs(DerCursor.EXPLICIT_0)) {
                fields.skip(DerCursor.EXPLICIT_0); // version
            }
            fields.skip(DerCursor.INTEGER); // serial number
            for (int skipped = 0; skipped < 4; skipped++) {
                fields.skip(DerCursor.SEQUENCE); // signature algorithm, issuer, validity, subject
            }
            DerCursor algorithm = fields.enter(DerCursor.SEQUENCE).enter(DerCursor.SEQUENCE);
            String kind = algorithm.enter(DerCursor.OBJECT_IDENTIFIER).hex();
            return switch (kind) {
                case "2a864886f70d010101" -> TlsNames.RSA_PSS_UNSEEN_HASH;
                case "2b6570" -> 0x0807;
                case "2a8648ce3d0201" ->
                    switch (algorithm.enter(DerCursor.OBJECT_IDENTIFIER).hex()) {
                        case "2a8648ce3d030107" -> 0x0403;
                        case "2b81040022" -> 0x0503;
                        case "2b81040023" -> 0x0603;
                        default -> 0;
                    };
                default -> 0;
            };
        } catch (DerCursor.Malformed e) {
            return 0;
        }
    }
}
