package io.gatehouse.operator;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;

/**
 * An access key as it is kept: its secret is sealed.
 *
 * @param id {@code GHAK} and 16 characters; AWS's begin with {@code A}, so nobody takes one for the other, and no
 *     scanner for AWS's leaked keys sounds an alarm about ours
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AccessKey(String id, byte[] sealedSecret, Instant createdAt) {
    static final String PREFIX = "GHAK";
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int RANDOM_CHARACTERS = 16;
    private static final int SECRET_BYTES = 30;

    /** 80 random bits. */
    static String newId(SecureRandom random) {
        StringBuilder id = new StringBuilder(PREFIX);
        for (int n = 0; n < RANDOM_CHARACTERS; n++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    /** 40 characters of base64: 240 random bits. */
    static String newSecret(SecureRandom random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
