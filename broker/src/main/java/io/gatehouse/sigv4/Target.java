package io.gatehouse.sigv4;

/**
 * The path of a request. Clients sign a path without {@code .}, {@code ..} and empty segments, whatever they send: a
 * path that has some could be changed on its way into another one of the same signature. It is refused, so that what
 * was signed is what is routed.
 */
final class Target {
    private static final int MOST_CHARACTERS = 8 * 1024;

    private Target() {}

    /** Percent-encoded once more than it came, as all services but S3 have it. */
    static String canonical(String path) throws NotVerified {
        if (path.isEmpty()) {
            return "/";
        }
        if (path.length() > MOST_CHARACTERS || path.charAt(0) != '/' || !isVisibleAscii(path)) {
            throw NotVerified.incomplete("path: " + path.length() + " characters (expected: at most " + MOST_CHARACTERS
                    + ", in visible ASCII, beginning with /)");
        }
        for (int from = 1; from < path.length(); ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            String segment = path.substring(from, to);
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw NotVerified.incomplete("path: an empty segment, . or .. (expected: none of them)");
            }
            from = to + 1;
        }
        return PercentEncoding.again(path);
    }

    static boolean isVisibleAscii(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
