package io.gatehouse.load.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a payload says of itself: which run, which publisher, its how manieth message, and when that was due by
 * {@link System#nanoTime} of this process. Big-endian, as the first octets of the payload, or anywhere in it as
 * {@value #CHARACTERS} characters of base64url (RFC 4648 section 5, without padding), where the payload is a text.
 *
 * <pre>
 *   magic 4 | run 8 | publisher 4 | sequence 8 | due 8
 * </pre>
 *
 * @param sequence from 0, for each publisher
 */
public record Stamp(long run, int publisher, long sequence, long dueNanos) {
    public static final int BYTES = 32;
    public static final int CHARACTERS = 43;

    private static final int MAGIC = 0x47484C31; // GHL1
    /** What the thirty bits of the magic that fill whole characters read as. */
    private static final byte[] BEGINNING = "R0hMM".getBytes(StandardCharsets.US_ASCII);

    /** Into the beginning of a payload that has room for it. */
    public void write(byte[] payload) {
        ByteBuffer.wrap(payload)
                .putInt(MAGIC)
                .putLong(run)
                .putInt(publisher)
                .putLong(sequence)
                .putLong(dueNanos);
    }

    /** For payloads that are texts. */
    public String text() {
        byte[] stamp = new byte[BYTES];
        write(stamp);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(stamp);
    }

    /** @return {@code null} where the payload has none */
    public static @Nullable Stamp read(ByteBuffer payload) {
        Stamp first = ofBytes(payload.duplicate());
        return first == null ? inText(payload) : first;
    }

    private static @Nullable Stamp ofBytes(ByteBuffer in) {
        if (in.remaining() < BYTES || in.getInt() != MAGIC) {
            return null;
        }
        return new Stamp(in.getLong(), in.getInt(), in.getLong(), in.getLong());
    }

    private static @Nullable Stamp inText(ByteBuffer payload) {
        for (int at = payload.position(); at + CHARACTERS <= payload.limit(); at++) {
            if (begins(payload, at)) {
                byte[] text = new byte[CHARACTERS];
                payload.duplicate().position(at).get(text);
                Stamp stamp = ofText(text);
                if (stamp != null) {
                    return stamp;
                }
            }
        }
        return null;
    }

    private static boolean begins(ByteBuffer payload, int at) {
        for (int i = 0; i < BEGINNING.length; i++) {
            if (payload.get(at + i) != BEGINNING[i]) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Stamp ofText(byte[] text) {
        try {
            return ofBytes(ByteBuffer.wrap(Base64.getUrlDecoder().decode(text)));
        } catch (IllegalArgumentException somethingElse) {
            return null;
        }
    }
}
