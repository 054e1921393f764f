package io.gatehouse.remote;

import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import io.gatehouse.uri.PercentCoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request of AWS's API before it is signed. Immutable; each method gives another one.
 *
 * @param path its segments, as they are meant and not encoded
 */
record ApiRequest(
        String method,
        List<String> path,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable JsonObject body) {
    private static ApiRequest of(String method, String... path) {
        return new ApiRequest(method, List.of(path), Map.of(), Map.of(), null);
    }

    static ApiRequest get(String... path) {
        return of("GET", path);
    }

    static ApiRequest post(String... path) {
        return of("POST", path);
    }

    static ApiRequest put(String... path) {
        return of("PUT", path);
    }

    static ApiRequest patch(String... path) {
        return of("PATCH", path);
    }

    static ApiRequest delete(String... path) {
        return of("DELETE", path);
    }

    ApiRequest query(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(query);
        all.put(name, value);
        return new ApiRequest(method, path, all, headers, body);
    }

    ApiRequest header(String name, String value) {
        return new ApiRequest(method, path, query, Map.of(name, value), body);
    }

    ApiRequest body(ObjectBuilder members) {
        return new ApiRequest(method, path, query, headers, members.build());
    }

    String encodedPath() {
        return path.stream().map(segment -> "/" + PercentCoding.encode(segment)).collect(Collectors.joining());
    }

    /** {@code null} where there is none. */
    @Nullable
    String encodedQuery() {
        List<String> pairs = new ArrayList<>();
        query.forEach((name, value) -> pairs.add(PercentCoding.encode(name) + "=" + PercentCoding.encode(value)));
        return pairs.isEmpty() ? null : String.join("&", pairs);
    }
}
