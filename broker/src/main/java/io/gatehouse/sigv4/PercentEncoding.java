package io.gatehouse.sigv4;

import java.io.ByteArrayOutputStream;
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '+') {
                throw NotVerified.incomplete("query: + (expected: %20 for a space, %2B for a plus sign)");
            }
            if (c != '%') {
                bytes.write(c);
                continue;
            }
            boolean both = at + 2 < text.length();
            int high = both ? Character.digit(text.charAt(at + 1), 16) : -1;
            int low = both ? Character.digit(text.charAt(at + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw NotVerified.incomplete("query: % without two hexadecimal digits (expected: percent-encoding)");
            }
            bytes.write(high << 4 | low);
            at += 2;
        }
        return bytes.toByteArray();
    }

    private static void append(StringBuilder encoded, byte b) {
        if (b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || "-._~".indexOf(b) >= 0) {
            encoded.append((char) b);
        } else {
            encoded.append('%').append(DIGITS.charAt(b >> 4 & 15)).append(DIGITS.charAt(b & 15));
        }
    }
}
