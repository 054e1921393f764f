package io.gatehouse.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** AWS's signer for Java is the oracle: what it signs is verified, and nothing that differs from it in a byte. */
final class SdkOracleTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final int REQUESTS = Integer.getInteger("gatehouse.sigv4.requests", 4000);

    private final RandomGenerator random = new Random(20150830);
    private final Verifier verifier = new Verifier(
            (key, token) -> key.equals(SdkSigner.ACCESS_KEY) ? SdkSigner.SECRET.getBytes(StandardCharsets.UTF_8) : null,
            NOW.minusSeconds(3600));

    @Test
    void thousands_of_requests_that_the_sdk_signed_are_verified() {
        for (int n = 0; n < REQUESTS; n++) {
            Request request = signed();

            assertThat(verifier.verify(request, NOW))
                    .as(() -> describe(request))
                    .isInstanceOf(Verification.Verified.class);
        }
    }

    @Test
    void none_of_them_is_verified_when_one_byte_is_another() {
        for (int n = 0; n < REQUESTS; n++) {
            Request request = signed();
            Request changed = changed(request);

            assertThat(verifier.verify(changed, NOW))
                    .as(() -> "changed from " + describe(request) + " to " + describe(changed))
                    .isInstanceOf(Verification.Refused.class);
        }
    }

    private Request signed() {
        SdkSigner signer = new SdkSigner()
                .of(oneOf("iot", "execute-api", "iotdata", "iotdevicegateway", "iot-jobs-data"))
                .at(NOW.minusSeconds(random.nextInt(-299, 300)));
        boolean presigned = random.nextInt(4) == 0;
        String method = presigned ? "GET" : oneOf("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");
        if (presigned) {
            signer.presigned(Duration.ofSeconds(random.nextInt(300, 86_401)));
        }
        if (random.nextInt(4) == 0) {
            signer.withToken("token+of/some=" + random.nextInt(1000));
        }
        byte[] body = new byte[presigned || method.equals("GET") || method.equals("HEAD") ? 0 : random.nextInt(200)];
        random.nextBytes(body);
        return signer.sign(method, "https://broker.example.com:8443" + path() + query(), headers(), body);
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        for (int n = random.nextInt(1, 5); n > 0; n--) {
            path.append('/').append(encoded(random.nextInt(1, 9), true));
        }
        return path.append(random.nextInt(8) == 0 ? "/" : "").toString();
    }

    private String query() {
        List<String> parameters = new ArrayList<>();
        for (int n = random.nextInt(6); n > 0; n--) {
            String name = random.nextInt(4) == 0 ? "same" : encoded(random.nextInt(1, 5), true);
            parameters.add(
                    switch (random.nextInt(5)) {
                        case 0 -> name;
                        case 1 -> name + "=";
                        default -> name + "=" + encoded(random.nextInt(1, 20), false);
                    });
        }
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    /** Letters, reserved characters, spaces, UTF-8; percent-encoded. Never a segment of dots. */
    private String encoded(int characters, boolean beginsWithLetter) {
        StringBuilder text = new StringBuilder(beginsWithLetter ? "k" : "");
        String others = "/+ %&=?#:@$,;!*'()~-._\u00e4\u20ac\u732b";
        for (int n = 0; n < characters; n++) {
            text.append(
                    random.nextBoolean()
                            ? (char) ('a' + random.nextInt(26))
                            : others.charAt(random.nextInt(others.length())));
        }
        return PercentEncoding.encode(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private List<Header> headers() {
        List<Header> headers = new ArrayList<>();
        if (random.nextBoolean()) {
            headers.add(new Header("Content-Type", oneOf("application/json", "application/x-amz-json-1.0")));
        }
        if (random.nextBoolean()) {
            headers.add(new Header("amz-sdk-invocation-id", "id-" + random.nextInt()));
        }
        for (int n = random.nextInt(5); n > 0; n--) {
            String name = oneOf("X-Amz-Meta", "x-amzn-iot-policy", "My-Header", "Another");
            headers.add(new Header(
                    name, oneOf("one", "", "  two   words ", "Grün \u732b", "a,b", "\"in  quotes\"", "x=1;y")));
        }
        return headers;
    }

    /** One byte of what matters is another: method, path, query, a signed header, the hash of the body. */
    private Request changed(Request request) {
        while (true) {
            Request changed = switch (random.nextInt(5)) {
                case 0 ->
                    with(request, request.method().equals("PUT") ? "GET" : "PUT", request.path(), request.query());
                case 1 -> with(request, request.method(), changed(request.path(), 1), request.query());
                case 2 ->
                    with(
                            request,
                            request.method(),
                            request.path(),
                            request.query() == null ? "a" : changed(request.query(), 0));
                case 3 -> withHeader(request);
                default ->
                    new Request(
                            request.method(),
                            request.path(),
                            request.query(),
                            request.headers(),
                            changedHash(request.payloadSha256()));
            };
            if (!meaning(changed).equals(meaning(request))) {
                return changed;
            }
        }
    }

    /** What stays the same when white space, the case of digits after a percent sign and of names changes. */
    private static String meaning(Request request) {
        String query;
        try {
            query = Query.read(request.query()).canonical(Set.of());
        } catch (NotVerified e) {
            query = "unreadable";
        }
        StringBuilder headers = new StringBuilder();
        for (Header header : request.headers()) {
            headers.append(header.name())
                    .append(':')
                    .append(header.value().strip().replaceAll("\\s+", " "));
        }
        return request.method() + request.path() + "?" + query + headers + request.payloadSha256();
    }

    private Request withHeader(Request request) {
        List<Header> headers = new ArrayList<>(request.headers());
        int at = random.nextInt(headers.size());
        Header header = headers.get(at);
        headers.set(at, new Header(header.name(), header.value().isEmpty() ? "x" : changed(header.value(), 0)));
        return new Request(request.method(), request.path(), request.query(), headers, request.payloadSha256());
    }

    private static Request with(Request request, String method, String path, @Nullable String query) {
        return new Request(method, path, query, request.headers(), request.payloadSha256());
    }

    private String changed(String text, int from) {
        if (text.length() <= from) {
            return text + "x";
        }
        int at = random.nextInt(from, text.length());
        char other = (char) random.nextInt('!', 0x7f);
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    private String changedHash(String hash) {
        int at = random.nextInt(hash.length());
        return hash.substring(0, at) + (hash.charAt(at) == '0' ? '1' : '0') + hash.substring(at + 1);
    }

    private String oneOf(String... texts) {
        return texts[random.nextInt(texts.length)];
    }

    private static String describe(Request request) {
        return request.method() + " " + request.path() + "?" + request.query() + " " + request.headers();
    }
}
