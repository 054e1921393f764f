package io.gatehouse.sigv4;

import java.util.List;
import java.util.stream.Collectors;

/** What is signed of a request: the text that both sides put together by themselves. */
final class CanonicalRequest {
    private CanonicalRequest() {}

    /**
     * @param path percent-encoded once more, see {@link Target#canonical}
     * @param query in order, see {@link Query#canonical}
     * @param signedHeaders in lower case and in order; each is among {@code headers}
     * @param payload the hash of the body, or what may stand for it
     */
    static String of(
            String method,
            String path,
            String query,
            List<String> signedHeaders,
            HeaderFields headers,
            String payload) {
        String lines = signedHeaders.stream()
                .map(name -> name + ":" + headers.canonical(name) + "\n")
                .collect(Collectors.joining());
        return String.join("\n", method, path, query, lines, String.join(";", signedHeaders), payload);
    }
}
