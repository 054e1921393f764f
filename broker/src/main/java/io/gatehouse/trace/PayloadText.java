package io.gatehouse.trace;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is told of one payload: its size and the beginning of its SHA-256, so that the same one is known again, and its
 * bytes only where they were asked for. Confined to one loop.
 */
public final class PayloadText {
    /** More of a payload is never shown. */
    static final int MOST_SHOWN = 1024;

    private static final int SHOWN_DIGITS = 8;

    private final MessageDigest digest = sha256();
    private final byte[] shown;
    private int size;

    public PayloadText(boolean show) {
        this.shown = new byte[show ? MOST_SHOWN : 0];
    }

    /** Takes in the next bytes; the indices of {@code bytes} stay. */
    public void add(ByteBuf bytes, int index, int length) {
        digest.update(bytes.nioBuffer(index, length));
        int room = Math.min(length, shown.length - Math.min(size, shown.length));
        if (room > 0) {
            bytes.getBytes(index, shown, size, room);
        }
        size += length;
    }

    /** {@code payload 12 bytes, sha256 9f86d081…}; call it once, at the end. */
    public String summary() {
        String hex = HexFormat.of().formatHex(digest.digest()).substring(0, SHOWN_DIGITS);
        return "payload " + size + " bytes, sha256 " + hex + "…";
    }

    /** The bytes, as text where they are UTF-8, else as {@code hex:…}; cut after {@value #MOST_SHOWN}. */
    public String text() {
        int length = Math.min(size, shown.length);
        String cut = size > length ? "…" : "";
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(shown, 0, length)) + cut;
        } catch (CharacterCodingException binary) {
            return "hex:" + HexFormat.of().formatHex(shown, 0, length) + cut;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every JDK has SHA-256", never);
        }
    }
}
