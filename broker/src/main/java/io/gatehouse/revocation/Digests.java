package io.gatehouse.revocation;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which tells whether something is the same as before. */
final class Digests {
    private Digests() {}

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
