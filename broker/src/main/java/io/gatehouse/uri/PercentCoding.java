package io.gatehouse.uri;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Percent-encoding (RFC 3986 section 2.1), decoded strictly: what is not encoded well is no text, and is never guessed
 * at. A plus is a plus, in queries too.
 */
public final class PercentCoding {
    private PercentCoding() {}

    /**
     * The bytes that the text stands for, or {@code null} where a percent sign is not followed by two digits.
     *
     * @param encoded of ASCII only, as whatever came in a request target is
     */
    public static byte @Nullable [] bytes(String encoded) {
        byte[] bytes = new byte[encoded.length()];
        int length = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                boolean whole = i + 2 < encoded.length();
                int high = whole ? digit(encoded.charAt(i + 1)) : -1;
                int low = whole ? digit(encoded.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return Arrays.copyOf(bytes, length);
    }

    /** The text in UTF-8 that is encoded, or {@code null} where it is none. */
    public static @Nullable String text(String encoded) {
        byte[] bytes = bytes(encoded);
        if (bytes == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    private static int digit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
