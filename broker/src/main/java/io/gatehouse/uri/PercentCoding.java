package io.gatehouse.uri;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Percent-encoding (RFC 3986 section 2.1). Decoded strictly: what is not encoded well is no text, and is never guessed
 * at. A plus is a plus, in queries too.
 */
public final class PercentCoding {
    /** What stands for itself besides letters and digits, in every part of a URI (RFC 3986 section 2.3). */
    public static final String UNRESERVED = "-._~";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentCoding() {}

    /** The text in UTF-8, so that it is one segment of a path, or one name or value of a query, whatever is in it. */
    public static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8), UNRESERVED);
    }

    /** @param plain what stands for itself besides letters and digits */
    public static String encode(byte[] bytes, String plain) {
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            if (b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || plain.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }

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
