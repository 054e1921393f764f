package io.gatehouse.control.aws;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came, character for character, before anything in it is believed: what a signature is made of.
 *
 * @param method in capitals
 * @param path as on the wire, still percent-encoded, without the query
 * @param query as on the wire behind the question mark; empty where there is none
 * @param headers in their order, names in lower case, one that came twice twice; pseudo-headers of HTTP/2 left out, but
 *     {@code host} is there from either
 * @param body whole; do not change it
 * @param clientCertificate that the caller proved to have the key of, or null; it may be anybody's
 * @param peer the caller's end of the connection
 */
public record RawRequest(
        String method,
        String path,
        String query,
        List<Map.Entry<String, String>> headers,
        byte[] body,
        @Nullable X509Certificate clientCertificate,
        InetSocketAddress peer) {
    public RawRequest {
        headers = List.copyOf(headers);
    }

    /** The only value of a header, or null where it is missing or there more than once. */
    public @Nullable String header(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        String found = null;
        for (Map.Entry<String, String> header : headers) {
            if (header.getKey().equals(wanted)) {
                if (found != null) {
                    return null;
                }
                found = header.getValue();
            }
        }
        return found;
    }

    /** Neither body nor headers: there may be secrets in both. */
    @Override
    public String toString() {
        return "RawRequest[" + method + " " + path + " from " + peer + "]";
    }
}
