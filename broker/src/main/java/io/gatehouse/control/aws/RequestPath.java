package io.gatehouse.control.aws;

import java.util.ArrayList;
import java.util.List;

/**
 * A path, cut at the slashes that are really there and decoded once, in that order: {@code %2F} is a character of a
 * name and never a separator.
 *
 * <p>Refused, because two readers of it could mean two things: {@code .} and {@code ..}, encoded or not; an empty
 * segment but for the last; what still holds a percent sign behind the decoding; backslashes; and what {@link
 * PercentEncoding} does not take.
 *
 * @param segments decoded; the last is empty where the path ends with a slash
 */
record RequestPath(List<String> segments) {
    private static final int MOST_SEGMENTS = 16;

    RequestPath {
        segments = List.copyOf(segments);
    }

    /** @throws OperationRefused InvalidRequestException */
    static RequestPath read(String path) {
        if (!path.startsWith("/")) {
            throw unreadable("it does not begin with a slash");
        }
        String[] parts = path.substring(1).split("/", -1);
        if (parts.length > MOST_SEGMENTS) {
            throw unreadable(parts.length + " segments");
        }
        List<String> segments = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].isEmpty() && i < parts.length - 1) {
                throw unreadable("an empty segment");
            }
            segments.add(segment(parts[i]));
        }
        return new RequestPath(segments);
    }

    private static String segment(String part) {
        String decoded = PercentEncoding.decoded(part);
        if (decoded == null) {
            throw unreadable("a segment that is not percent-encoded UTF-8 without control characters");
        }
        if (decoded.equals(".") || decoded.equals("..")) {
            throw unreadable("a segment of dots");
        }
        if (decoded.indexOf('%') >= 0 || decoded.indexOf('\\') >= 0) {
            throw unreadable("a segment with % or \\ in it, decoded once");
        }
        return decoded;
    }

    private static OperationRefused unreadable(String problem) {
        return OperationRefused.invalid("path: " + problem + " (expected: at most " + MOST_SEGMENTS
                + " names, percent-encoded once, with single slashes between)");
    }
}
