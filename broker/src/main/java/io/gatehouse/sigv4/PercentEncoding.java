package io.gatehouse.sigv4;

import io.gatehouse.uri.PercentCoding;
import java.nio.charset.StandardCharsets;

/** Percent-encoding as signatures have it: RFC 3986's unreserved characters stand for themselves, and no others. */
final class PercentEncoding {
    private PercentEncoding() {}

    /** A path that is encoded once, encoded once more; slashes stay. */
    static String again(String path) {
        return PercentCoding.encode(path.getBytes(StandardCharsets.US_ASCII), PercentCoding.UNRESERVED + "/");
    }

    static String encode(byte[] bytes) {
        return PercentCoding.encode(bytes, PercentCoding.UNRESERVED);
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
