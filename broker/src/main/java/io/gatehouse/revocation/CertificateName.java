package io.gatehouse.revocation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How an issuer calls a certificate: by its own name, its own key and a serial number. Read from the certificate's DER
 * without parsing the rest of it.
 *
 * @param issuer the name, encoded
 * @param serial content octets of the INTEGER
 * @param authorityKey keyIdentifier of authorityKeyIdentifier, where the certificate has it
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record CertificateName(byte[] issuer, byte[] serial, byte @Nullable [] authorityKey) {
    private static final byte[] AUTHORITY_KEY_IDENTIFIER = {0x55, 0x1D, 0x23};
    /** Context tag 0, primitive. */
    private static final int KEY_IDENTIFIER = 0x80;

    /** @param certificate Certificate of RFC 5280 section 4.1 */
    static CertificateName of(byte[] certificate) throws Der.Malformed {
        Der fields = new Der(certificate).enter(Der.SEQUENCE).enter(Der.SEQUENCE);
        if (fields.nextIs(Der.CONTEXT_0)) {
            fields.skip(Der.CONTEXT_0); // version
        }
        byte[] serial = fields.enter(Der.INTEGER).rest();
        fields.skip(Der.SEQUENCE); // signature
        byte[] issuer = fields.whole(Der.SEQUENCE);
        while (!fields.atEnd()) {
            if (fields.nextIs(Der.CONTEXT_3)) {
                return new CertificateName(
                        issuer, serial, authorityKey(fields.enter(Der.CONTEXT_3).enter(Der.SEQUENCE)));
            }
            fields.skipAny();
        }
        return new CertificateName(issuer, serial, null);
    }

    /** @param extensions Extensions of RFC 5280 section 4.1, inside their SEQUENCE */
    private static byte @Nullable [] authorityKey(Der extensions) throws Der.Malformed {
        while (!extensions.atEnd()) {
            Der extension = extensions.enter(Der.SEQUENCE);
            byte[] id = extension.enter(Der.OBJECT_IDENTIFIER).rest();
            if (Arrays.equals(id, AUTHORITY_KEY_IDENTIFIER)) {
                if (extension.nextIs(Der.BOOLEAN)) {
                    extension.skip(Der.BOOLEAN);
                }
                return keyIdentifier(extension.enter(Der.OCTET_STRING));
            }
        }
        return null;
    }

    /** @param value the content of an authorityKeyIdentifier extension */
    static byte @Nullable [] keyIdentifier(Der value) throws Der.Malformed {
        Der fields = value.enter(Der.SEQUENCE);
        return fields.nextIs(KEY_IDENTIFIER) ? fields.enter(KEY_IDENTIFIER).rest() : null;
    }
}
