package io.gatehouse.registry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/**
 * The ids that AWS gives beside names: {@code thingId}, {@code generationId} and the like. They are worked out and not
 * stored: the same as long as the thing of that name is the same, and another one when it was deleted and made anew, in
 * another millisecond. UUIDs of version 8 (RFC 9562, section 5.8) of a SHA-256.
 */
public final class StableId {
    private StableId() {}

    public static String of(Kind kind, String name, Instant createdAt) {
        return of(kind + "\n" + name + "\n" + createdAt.toEpochMilli());
    }

    /** Of a bond between two that have ids: the same as long as both are the same, however often it was tied. */
    public static String between(String one, String other) {
        return of(one + "\n" + other);
    }

    private static String of(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(sha256(text.getBytes(StandardCharsets.UTF_8)));
        long high = (bytes.getLong() & ~0xf000L) | 0x8000L;
        long low = (bytes.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
