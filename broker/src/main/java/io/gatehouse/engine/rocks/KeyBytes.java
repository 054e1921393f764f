package io.gatehouse.engine.rocks;

import io.gatehouse.engine.Key;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Key} as bytes: for each part two bytes of length, then the part in UTF-8.
 *
 * <p>Injective, so two keys never collide, and a prefix of whole parts is a prefix of bytes, so a scan is one seek. The
 * price is that entries of one table are sorted by the length of their names first; nobody may rely on an order.
 */
final class KeyBytes {
    private KeyBytes() {}

    static byte[] of(Key key) {
        List<ByteBuffer> parts = key.parts().stream().map(Key::utf8).toList();
        int length = parts.stream().mapToInt(part -> 2 + part.remaining()).sum();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (ByteBuffer part : parts) {
            bytes.putShort((short) part.remaining()).put(part);
        }
        return bytes.array();
    }

    /** @throws IllegalArgumentException when the bytes are not of {@link #of} */
    static Key parse(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        List<String> parts = new ArrayList<>(3);
        while (rest.hasRemaining()) {
            int length = rest.remaining() < 2 ? -1 : Short.toUnsignedInt(rest.getShort());
            if (length < 0 || length > rest.remaining()) {
                throw new IllegalArgumentException("key: " + bytes.length + " bytes (expected: length-prefixed parts)");
            }
            parts.add(new String(bytes, rest.position(), length, StandardCharsets.UTF_8));
            rest.position(rest.position() + length);
        }
        return new Key(parts);
    }
}
