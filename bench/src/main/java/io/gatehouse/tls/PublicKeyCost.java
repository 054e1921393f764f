package io.gatehouse.tls;

/**
 * What data weighs when it has been sealed by one of the methods of {@link PublicKeyBenchmark}, by formula. A test
 * holds it against what they really make.
 */
public final class PublicKeyCost {
    /** Of an RSA key of 2,048 bits; a sealed block has as many, however few were in it. */
    static final int RSA_OCTETS = 256;

    /** What OAEP with SHA-256 leaves of a block: RFC 8017 section 7.1.1. */
    static final int RSA_BLOCK = RSA_OCTETS - 2 * 32 - 2;

    /** A message of ECIES. */
    static final int ECIES_MESSAGE = 1024;

    /** The ephemeral public key that goes ahead of every message: RFC 7748 section 5. */
    static final int X25519_OCTETS = 32;

    /** The most that a record of TLS may carry: RFC 8446 section 5.1. */
    static final int RECORD = 16 * 1024;

    /** Of AES-GCM. */
    static final int TAG = 16;

    private PublicKeyCost() {}

    /**
     * How many octets are sent.
     *
     * @param method {@code rsaOaep}, {@code ecies} or {@code sessionKey}, or the benchmark that opens the same; the
     *     exchange of the session key is not in it, as it happens once
     * @param bytes 0 or more
     */
    public static long sealedBytes(String method, long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: 0 or more)");
        }
        return switch (method) {
            case "rsaOaep", "rsaOaepOpen" -> pieces(bytes, RSA_BLOCK) * RSA_OCTETS;
            case "ecies", "eciesOpen" -> bytes + pieces(bytes, ECIES_MESSAGE) * (X25519_OCTETS + TAG);
            case "sessionKey", "sessionKeyOpen" -> bytes + pieces(bytes, RECORD) * TAG;
            default ->
                throw new IllegalArgumentException(
                        "method: " + method + " (expected: one of rsaOaep, ecies, sessionKey, with or without Open)");
        };
    }

    private static long pieces(long bytes, int most) {
        return Math.ceilDiv(bytes, most);
    }
}
