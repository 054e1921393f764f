package io.gatehouse.remote;

import io.gatehouse.control.Refusal;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.sigv4.Header;
import io.gatehouse.sigv4.Request;
import io.gatehouse.sigv4.Signer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one control plane and their answers: signed, bounded, and never sent a second time by themselves. Any
 * thread; blocks for the answer.
 */
final class ControlPlaneCalls implements AutoCloseable {
    private static final int MOST_RESPONSE_BYTES = 16 * 1024 * 1024;
    private static final JsonLimits LIMITS =
            new JsonLimits(MOST_RESPONSE_BYTES, 32, MOST_RESPONSE_BYTES, 1024, 2_000_000);
    /** Every answer of AWS has one, and so has every answer of ours. */
    private static final String REQUEST_ID = "x-amzn-requestid";

    /** What a path takes for a way and not for a name. */
    private static final Set<String> SHORTCUTS = Set.of("", ".", "..");

    private static final String ERROR = "x-amzn-errortype";

    private final URI endpoint;
    private final @Nullable Signer signer;
    private final Duration timeout;
    private final InstantSource clock;
    private final HttpClient http;

    /**
     * @param endpoint {@code https://host:port}, without a path
     * @param tls trusts the control plane, and shows the operator's certificate where there is one
     * @param signer {@code null} for an operator who is known by the certificate
     */
    ControlPlaneCalls(URI endpoint, SSLContext tls, @Nullable Signer signer, Duration timeout, InstantSource clock) {
        this.endpoint = endpoint;
        this.signer = signer;
        this.timeout = timeout;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .sslContext(tls)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Sends {@code request} and waits for its answer.
     *
     * @throws CallFailed in every case but a success
     */
    Members send(ApiRequest request) {
        byte[] body = request.body() == null
                ? new byte[0]
                : Json.print(request.body()).getBytes(StandardCharsets.UTF_8);
        if (request.path().stream().anyMatch(SHORTCUTS::contains)) {
            throw CallFailed.refused(
                    Refusal.Code.INVALID, "name: a point, two, or empty (expected: what can stand in a path)");
        }
        String path = request.encodedPath();
        String query = request.encodedQuery();
        URI uri = endpoint.resolve(query == null ? path : path + "?" + query);
        HttpRequest.Builder http = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .method(
                        request.method(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        request.headers().forEach(http::header);
        if (signer != null) {
            List<Header> headers = new ArrayList<>();
            headers.add(new Header("host", uri.getRawAuthority()));
            request.headers().forEach((name, value) -> headers.add(new Header(name, value)));
            signer.sign(Request.of(request.method(), path, query, headers, body), clock.instant())
                    .forEach(header -> http.header(header.name(), header.value()));
        }
        return exchange(http.build());
    }

    private Members exchange(HttpRequest request) {
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            byte[] body;
            try (InputStream in = response.body()) {
                body = in.readNBytes(MOST_RESPONSE_BYTES + 1);
            }
            return answered(response, body);
        } catch (IOException e) {
            throw ConnectionFailures.of(endpoint, timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CallFailed.notReachable("interrupted", "run the command again");
        }
    }

    private Members answered(HttpResponse<InputStream> response, byte[] body) {
        JsonObject object = Json.parse(body, LIMITS) instanceof JsonParse.Parsed(JsonObject parsed) ? parsed : null;
        if (response.headers().firstValue(REQUEST_ID).isEmpty()) {
            throw stranger("it answered HTTP " + response.statusCode() + " and not as AWS's API does");
        }
        if (response.statusCode() / 100 == 2) {
            if (object == null && body.length > 0) {
                throw stranger("its answer is no JSON, or longer than " + MOST_RESPONSE_BYTES + " bytes");
            }
            return new Members(object == null ? JsonValue.object().build() : object);
        }
        String message = object == null ? null : object.textOf("message");
        throw AwsErrors.failure(
                response.headers().firstValue(ERROR).orElse("HTTP " + response.statusCode()),
                message == null ? "HTTP " + response.statusCode() : message,
                clock.instant());
    }

    private CallFailed stranger(String why) {
        return CallFailed.notReachable(
                endpoint + " is no control plane of Gatehouse: " + why,
                "give the port of control.port (9443 as shipped), not that of devices: gatehouse context add");
    }

    /** Whether a text is a whole id of a certificate or authority: 64 hexadecimal digits. */
    static boolean isWholeId(String id) {
        return id.length() == 64 && id.toLowerCase(Locale.ROOT).chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    @Override
    public void close() {
        http.close();
    }
}
