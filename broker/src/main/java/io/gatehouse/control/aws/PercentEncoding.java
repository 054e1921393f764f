package io.gatehouse.control.aws;

import io.gatehouse.uri.PercentCoding;
import org.jspecify.annotations.Nullable;

/** RFC 3986, section 2.1, undone once: what comes out may look encoded again, and is not looked at again. */
final class PercentEncoding {
    private static final String PLAIN = "-._~!$&'()*+,;=:@/?";

    private PercentEncoding() {}

    /**
     * @return null where it is not properly encoded, or is not UTF-8, or has a control character in it
     */
    static @Nullable String decoded(String encoded) {
        if (!encoded.chars().allMatch(c -> c == '%' || isPlain((char) c))) {
            return null;
        }
        String decoded = PercentCoding.text(encoded);
        return decoded == null || decoded.chars().anyMatch(Character::isISOControl) ? null : decoded;
    }

    /** What may stand for itself, in a segment of a path and in a query; a plus sign does, too. */
    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
    }
}
