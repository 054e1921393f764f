package io.gatehouse.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs a canonical request that a test wrote out, for what AWS's signer would not do. */
final class PlainSigner {
    private PlainSigner() {}

    static String signature(String secret, String date, String region, String service, String canonical) {
        try {
            String day = date.substring(0, 8);
            byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
            for (String part : new String[] {day, region, service, "aws4_request"}) {
                key = hmac(key, part);
            }
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            String text = "AWS4-HMAC-SHA256\n" + date + "\n" + day + "/" + region + "/" + service + "/aws4_request\n"
                    + HexFormat.of().formatHex(hash);
            return HexFormat.of().formatHex(hmac(key, text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
