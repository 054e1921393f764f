package io.gatehouse.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The key that is derived from a secret for one day, region and service. Derived for each request: four hashes cost
 * less than what a cache of keys in memory would be worth to whoever reads it.
 */
final class SigningKey {
    private static final byte[] PREFIX = "AWS4".getBytes(StandardCharsets.US_ASCII);

    private final byte[] key;

    private SigningKey(byte[] key) {
        this.key = key;
    }

    static SigningKey derive(byte[] secret, Scope scope) {
        byte[] first = new byte[PREFIX.length + secret.length];
        System.arraycopy(PREFIX, 0, first, 0, PREFIX.length);
        System.arraycopy(secret, 0, first, PREFIX.length, secret.length);
        byte[] day = Hashes.hmac(first, scope.date());
        Arrays.fill(first, (byte) 0);
        byte[] service = Hashes.hmac(Hashes.hmac(day, scope.region()), scope.service());
        return new SigningKey(Hashes.hmac(service, Scope.TERMINATOR));
    }

    /**
     * @param date as it is sent, {@code 20150830T123600Z}
     * @param canonical the canonical request
     */
    byte[] sign(Scope scope, String date, String canonical) {
        String text = String.join(
                "\n",
                Claim.ALGORITHM,
                date,
                scope.text(),
                Hashes.sha256Hex(canonical.getBytes(StandardCharsets.ISO_8859_1)));
        return Hashes.hmac(key, text);
    }
}
