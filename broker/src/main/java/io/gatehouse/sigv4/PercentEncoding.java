package io.gatehouse.sigv4;

import io.gatehouse.uri.PercentCoding;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding as signatures have it: RFC 3986's unreserved characters stand for themselves, and no others. */
final class PercentEncoding {
    private static final String UNRESERVED = "-._~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /** A path that is encoded once, encoded once more; slashes stay. */
    static String again(String path) {
        return encode(path.getBytes(StandardCharsets.US_ASCII), UNRESERVED + "/");
    }

    static String encode(byte[] bytes) {
        return encode(bytes, UNRESERVED);
    }

    /** @param plain what stands for itself besides letters and digits */
    private static String encode(byte[] bytes, String plain) {
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
}
