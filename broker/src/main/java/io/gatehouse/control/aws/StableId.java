package io.gatehouse.control.aws;

import io.gatehouse.registry.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The ids that AWS gives beside names: {@code thingId}, {@code generationId} and the like. They are worked out and not
 * stored: the same as long as the thing of that name is the same, and another one when it was deleted and made anew, in
 * another millisecond. UUIDs of version 8 (RFC 9562, section 5.8) of a SHA-256.
 */
final class StableId {
    private StableId() {}

    static String of(Kind kind, String name, Instant createdAt) {
        byte[] digest = sha256((kind + "\n" + name + "\n" + createdAt.toEpochMilli()).getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        long high = (bytes.getLong() & ~0xf000L) | 0x8000L;
        long low = (bytes.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    static String sha256Hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256(bytes));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
