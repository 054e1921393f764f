package io.gatehouse.engine;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The name of a value: a list of parts, the first of which names the table, for example {@code thing, lamp}.
 *
 * <p>A key is never a string that was put together from ids. Parts keep their borders in every engine (RocksDB:
 * length-prefixed bytes; NATS: one escaped token each), so no id, whatever bytes a device or operator put into it, can
 * name the value of another one.
 *
 * @param parts 1 to 8, each up to 65,535 bytes of UTF-8
 */
public record Key(List<String> parts) {
    public static final int MAX_PARTS = 8;
    public static final int MAX_PART_BYTES = 65_535;

    public Key {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw new IllegalArgumentException("key parts: " + parts.size() + " (expected: 1 to " + MAX_PARTS + ")");
        }
        for (String part : parts) {
            int bytes = utf8(part).remaining();
            if (bytes > MAX_PART_BYTES) {
                throw new IllegalArgumentException(
                        "key part: " + bytes + " bytes (expected: at most " + MAX_PART_BYTES + ")");
            }
        }
    }

    public static Key of(String... parts) {
        return new Key(List.of(parts));
    }

    /** The value's own name: the last part. */
    public String name() {
        return parts.getLast();
    }

    /** True when the first parts of this key are all of {@code prefix}; whole parts, never half of one. */
    public boolean startsWith(Key prefix) {
        return parts.size() >= prefix.parts.size()
                && parts.subList(0, prefix.parts.size()).equals(prefix.parts);
    }

    /**
     * The bytes of one part. Half a surrogate pair is refused: replaced by {@code ?}, as {@link String#getBytes} does,
     * two different names would become one key.
     *
     * @throws IllegalArgumentException when the part is not valid Unicode
     */
    public static ByteBuffer utf8(String part) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(part));
        } catch (CharacterCodingException notUnicode) {
            throw new IllegalArgumentException("key part: half a surrogate pair (expected: Unicode text)", notUnicode);
        }
    }
}
