package io.gatehouse.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The pseudorandom function of TLS 1.2 with SHA-256, RFC 5246 section 5. */
final class Tls12Prf {
    private Tls12Prf() {}

    /** PRF(secret, label, seed) = P_SHA256(secret, label + seed), its first octets. */
    static byte[] derive(byte[] secret, String label, byte[] seed, int octets) throws GeneralSecurityException {
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(secret, "HmacSHA256"));
        byte[] labelled = join(label.getBytes(StandardCharsets.US_ASCII), seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] a = labelled; // A(0) = seed
        while (out.size() < octets) {
            a = hmac.doFinal(a); // A(i) = HMAC_hash(secret, A(i-1))
            out.writeBytes(hmac.doFinal(join(a, labelled))); // HMAC_hash(secret, A(i) + seed)
        }
        return Arrays.copyOf(out.toByteArray(), octets);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
