package io.gatehouse.control.aws;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** RFC 3986, section 2.1, undone once: what comes out may look encoded again, and is not looked at again. */
final class PercentEncoding {
    private static final String PLAIN = "-._~!$&'()*+,;=:@/?";

    private PercentEncoding() {}

    /**
     * @return null where it is not properly encoded, or is not UTF-8, or has a control character in it
     */
    static @Nullable String decoded(String encoded) {
        byte[] bytes = new byte[encoded.length()];
        int length = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                boolean whole = i + 2 < encoded.length();
                int high = whole ? hex(encoded.charAt(i + 1)) : -1;
                int low = whole ? hex(encoded.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else if (isPlain(c)) {
                bytes[length++] = (byte) c;
            } else {
                return null;
            }
        }
        try {
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
            return decoded.chars().anyMatch(Character::isISOControl) ? null : decoded;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** What may stand for itself, in a segment of a path and in a query; a plus sign does, too. */
    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }
}
