package io.gatehouse.revocation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What one file or one answer holds: a CRL in DER, or any number of them in PEM. It is taken as a whole or not at all,
 * so that nobody relies on half of it. Any thread.
 *
 * <p>Certificates that stand beside the CRLs are passed over. They would be the word of whoever wrote the file.
 */
final class CrlBundle {
    private static final String BEGIN = "-----BEGIN X509 CRL-----";
    private static final String END = "-----END X509 CRL-----";
    private static final int MOST = 256;

    private CrlBundle() {}

    /** What came of reading. */
    sealed interface Reading {
        /** All verified; none of the same issuer and scope twice. */
        record Read(List<Crl> crls) implements Reading {}

        /** Nothing of it is used. */
        record Refused(String problem) implements Reading {}
    }

    /** @param latest a CRL that begins later is from the future */
    static Reading read(byte[] bytes, String source, List<Issuer> issuers, Instant latest) {
        List<Crl> crls = new ArrayList<>();
        List<byte[]> encoded = new ArrayList<>();
        try {
            split(bytes, encoded);
            for (byte[] der : encoded) {
                crls.add(CrlReader.read(der, source, issuers, latest));
            }
        } catch (Der.Malformed refused) {
            String which = encoded.size() < 2 ? "" : "CRL " + (crls.size() + 1) + " of " + encoded.size() + ": ";
            return new Reading.Refused(which + refused.getMessage());
        }
        return new Reading.Read(Crls.newest(crls));
    }

    private static void split(byte[] bytes, List<byte[]> into) throws Der.Malformed {
        if (bytes.length > 0 && bytes[0] == Der.SEQUENCE) {
            into.add(bytes);
            return;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int end = text.indexOf(END, begin);
            if (end < 0) {
                throw new Der.Malformed("PEM: \"" + BEGIN + "\" without its end (expected: the whole file)");
            }
            if (into.size() == MOST) {
                throw new Der.Malformed("CRLs: more than " + MOST + " (expected: at most that many in one file)");
            }
            try {
                into.add(Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end)));
            } catch (IllegalArgumentException notBase64) {
                throw new Der.Malformed("PEM: not base64 (expected: a CRL)");
            }
            begin = text.indexOf(BEGIN, end);
        }
        if (into.isEmpty()) {
            throw new Der.Malformed(
                    "no CRL in " + bytes.length + " bytes (expected: DER, or PEM with \"" + BEGIN + "\")");
        }
    }
}
