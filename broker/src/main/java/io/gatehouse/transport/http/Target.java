package io.gatehouse.transport.http;

import io.gatehouse.uri.PercentCoding;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request is for (RFC 9112 section 3.2): the path as it came, still encoded, because {@code %2F} in a client id
 * is no slash; and the parameters of the query, decoded, each once.
 */
record Target(String path, Map<String, String> parameters) {
    private static final int MOST_PARAMETERS = 64;

    /** The target in origin form or absolute form, or {@code null} where it is neither, or is not encoded well. */
    static @Nullable Target of(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c > '~' || c == '#') {
                return null;
            }
        }
        String origin = originForm(uri);
        if (origin == null) {
            return null;
        }
        int query = origin.indexOf('?');
        if (query < 0) {
            return new Target(origin, Map.of());
        }
        Map<String, String> parameters = parameters(origin.substring(query + 1));
        return parameters == null ? null : new Target(origin.substring(0, query), parameters);
    }

    /** The absolute form must be taken (section 3.2.2); whose name stands in it is not asked, as of {@code Host}. */
    static @Nullable String originForm(String uri) {
        if (uri.startsWith("/")) {
            return uri;
        }
        String lower = uri.toLowerCase(Locale.ROOT);
        int authority = lower.startsWith("https://") ? 8 : lower.startsWith("http://") ? 7 : -1;
        if (authority < 0) {
            return null;
        }
        int path = uri.indexOf('/', authority);
        return path < 0 ? null : uri.substring(path);
    }

    private static @Nullable Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query.isEmpty()) {
            return parameters;
        }
        String[] pairs = query.split("&", MOST_PARAMETERS + 1);
        if (pairs.length > MOST_PARAMETERS) {
            return null;
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = PercentCoding.text(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : PercentCoding.text(pair.substring(equals + 1));
            if (name == null || value == null || parameters.put(name, value) != null) {
                return null; // of two values, nobody knows which one somebody else has looked at
            }
        }
        return parameters;
    }

    @Nullable
    String parameter(String name) {
        return parameters.get(name);
    }
}
