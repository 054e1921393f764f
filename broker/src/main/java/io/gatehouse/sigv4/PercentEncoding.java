package io.gatehouse.sigv4;

import io.gatehouse.uri.PercentCoding;
import java.nio.charset.StandardCharsets;

/** Percent-encoding as signatures have it: RFC 3986's unreserved characters stand for themselves, and no others. */
final class PercentEncoding {
    private static final String DIGITS = "0123456789ABCDEF";

    private PercentEncoding() {}

    /** A path that is encoded once, encoded once more; slashes stay. */
    static String again(String path) {
        StringBuilder encoded = new StringBuilder(path.length() + 16);
        for (byte b : path.getBytes(StandardCharsets.US_ASCII)) {
            if (b == '/') {
                encoded.append('/');
            } else {
                append(encoded, b);
            }
        }
        return encoded.toString();
    }

    static String encode(byte[] bytes) {
        StringBuilder encoded = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            append(encoded, b);
        }
        return encoded.toString();
    }

    /**
     * The bytes of one name or value of a query. A plus sign is refused: readers of queries disagree whether it is a
     * space, and what is signed must be what is read.
     */
    static byte[] decode(String text) throws NotVerified {
        if (text.indexOf('+') >= 0) {
            throw NotVerified.incomplete("query: + (expected: %20 for a space, %2B for a plus sign)");
        }
        byte[] bytes = PercentCoding.bytes(text);
        if (bytes == null) {
            throw NotVerified.incomplete("query: % without two hexadecimal digits (expected: percent-encoding)");
        }
        return bytes;
    }

    private static void append(StringBuilder encoded, byte b) {
        if (b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || "-._~".indexOf(b) >= 0) {
            encoded.append((char) b);
        } else {
            encoded.append('%').append(DIGITS.charAt(b >> 4 & 15)).append(DIGITS.charAt(b & 15));
        }
    }
}
