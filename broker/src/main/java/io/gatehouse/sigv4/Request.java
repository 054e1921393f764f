package io.gatehouse.sigv4;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came, before anything of it was decoded or put in order.
 *
 * @param method {@code GET}
 * @param path percent-encoded as it was sent, without the query
 * @param query what stood behind the question mark, {@code null} where there was none
 * @param headers in the order they came in; of HTTP/2, {@code :authority} as {@code host}
 * @param payloadSha256 of the whole body, 64 hexadecimal digits in lower case
 */
public record Request(String method, String path, @Nullable String query, List<Header> headers, String payloadSha256) {
    public Request {
        headers = List.copyOf(headers);
    }

    /** The same with the body itself, empty where there is none. */
    public static Request of(String method, String path, @Nullable String query, List<Header> headers, byte[] body) {
        return new Request(method, path, query, headers, Hashes.sha256Hex(body));
    }

    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** The query stays out: it may hold a signature, which opens until it expires. */
    @Override
    public String toString() {
        return "Request[" + method + " " + path + "]";
    }
}
