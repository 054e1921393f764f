package io.gatehouse.sigv4;

import static io.gatehouse.sigv4.AuthenticationError.INCOMPLETE_SIGNATURE;
import static io.gatehouse.sigv4.AuthenticationError.INVALID_SIGNATURE;
import static io.gatehouse.sigv4.AuthenticationError.MISSING_AUTHENTICATION_TOKEN;
import static io.gatehouse.sigv4.AuthenticationError.REQUEST_EXPIRED;
import static io.gatehouse.sigv4.AuthenticationError.UNRECOGNIZED_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and under which of AWS's names. */
final class VerifierTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final String THINGS = "https://broker.example.com/things";
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] BODY = "{\"attributePayload\":{}}".getBytes(StandardCharsets.UTF_8);

    private final Verifier verifier = new Verifier(
            (key, _) -> key.equals(SdkSigner.ACCESS_KEY) ? SdkSigner.SECRET.getBytes(StandardCharsets.UTF_8) : null,
            NOW.minusSeconds(3600));

    private static Request get() {
        return new SdkSigner().at(NOW).sign("GET", THINGS, List.of(), NOTHING);
    }

    private static Request post() {
        return new SdkSigner().at(NOW).sign("POST", THINGS + "/lamp", List.of(), BODY);
    }

    private static SdkSigner presigner(Duration lifetime) {
        return new SdkSigner().of("iotdevicegateway").at(NOW).presigned(lifetime);
    }

    private static Request mqtt() {
        return presigner(Duration.ofMinutes(15)).sign("GET", "https://broker.example.com/mqtt", List.of(), NOTHING);
    }

    private void refused(Request request, AuthenticationError error) {
        refusedAt(NOW, request, error);
    }

    private void refusedAt(Instant now, Request request, AuthenticationError error) {
        assertThat(verifier.verify(request, now))
                .isInstanceOfSatisfying(
                        Verification.Refused.class,
                        refused -> assertThat(refused.error())
                                .as(refused.message())
                                .isEqualTo(error));
    }

    private void verified(Request request) {
        assertThat(verifier.verify(request, NOW)).isInstanceOf(Verification.Verified.class);
    }

    private static Request withHeaders(Request request, UnaryOperator<List<Header>> change) {
        return new Request(
                request.method(),
                request.path(),
                request.query(),
                change.apply(new ArrayList<>(request.headers())),
                request.payloadSha256());
    }

    private static Request with(Request request, String name, String value) {
        return withHeaders(request, headers -> {
            headers.add(new Header(name, value));
            return headers;
        });
    }

    private static Request without(Request request, String name) {
        return withHeaders(
                request,
                headers -> headers.stream()
                        .filter(h -> !h.name().equalsIgnoreCase(name))
                        .toList());
    }

    private static Request authorization(Request request, UnaryOperator<String> change) {
        String value = request.headers().stream()
                .filter(header -> header.name().equals("Authorization"))
                .findFirst()
                .orElseThrow()
                .value();
        return with(without(request, "Authorization"), "Authorization", change.apply(value));
    }

    private static Request withQuery(Request request, UnaryOperator<String> change) {
        return new Request(
                request.method(),
                request.path(),
                change.apply(String.valueOf(request.query())),
                request.headers(),
                request.payloadSha256());
    }

    @Test
    void who_signed_and_for_what_is_told() {
        assertThat(verifier.verify(mqtt(), NOW))
                .isEqualTo(new Verification.Verified(SdkSigner.ACCESS_KEY, "eu-central-1", "iotdevicegateway", NOW));
    }

    @Test
    void nothing_to_recognise_anybody_by_is_missing() {
        refused(without(get(), "Authorization"), MISSING_AUTHENTICATION_TOKEN);
        refused(authorization(get(), _ -> "Bearer abc"), MISSING_AUTHENTICATION_TOKEN);
        refused(authorization(get(), _ -> ""), MISSING_AUTHENTICATION_TOKEN);
    }

    @Test
    void what_is_not_signed_is_not_judged_so_that_a_certificate_can_be() {
        Request request = without(get(), "Authorization");
        refused(withQuery(request, _ -> "a=b+c&%"), MISSING_AUTHENTICATION_TOKEN);
        refused(
                new Request("GET", "/a//b", null, request.headers(), request.payloadSha256()),
                MISSING_AUTHENTICATION_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS4-HMAC-SHA256",
                "AWS4-HMAC-SHA256 ",
                "AWS4-ECDSA-P256-SHA256 Credential=a, SignedHeaders=host, Signature=00",
                "AWS4-HMAC-SHA256 Credential=, SignedHeaders=, Signature=",
                "AWS4-HMAC-SHA256 Credential=a/b/c/d/e/f, SignedHeaders=host;x-amz-date, Signature=00",
                "AWS4-HMAC-SHA256 Credential Credential Credential",
                "AWS4-HMAC-SHA256 ,,,,,,,,,,,,,,,,,",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE000000000/20261130/eu/iot/aws4_request, Signature=00",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE000000000/20261130/eu/iot/aws4_request, Credential=a",
            })
    void a_malformed_header_is_incomplete(String header) {
        refused(authorization(get(), _ -> header), INCOMPLETE_SIGNATURE);
    }

    @Test
    void a_header_or_parameter_that_comes_twice_is_incomplete() {
        refused(with(get(), "Authorization", "AWS4-HMAC-SHA256 a=b"), INCOMPLETE_SIGNATURE);
        refused(with(get(), "X-Amz-Date", "20261130T120000Z"), INCOMPLETE_SIGNATURE);
        refused(with(get(), "Host", "other.example.com"), INCOMPLETE_SIGNATURE);
        refused(withQuery(mqtt(), query -> query + "&X-Amz-Expires=86400"), INCOMPLETE_SIGNATURE);
        refused(withQuery(mqtt(), query -> query + "&X-Amz-Signature=00"), INCOMPLETE_SIGNATURE);
    }

    @Test
    void a_signature_in_head_and_query_is_incomplete() {
        refused(withQuery(get(), _ -> String.valueOf(mqtt().query())), INCOMPLETE_SIGNATURE);
    }

    @Test
    void host_and_date_must_be_signed() {
        refused(
                authorization(get(), value -> value.replace("SignedHeaders=host;", "SignedHeaders=")),
                INCOMPLETE_SIGNATURE);
        refused(
                authorization(get(), value -> value.replaceFirst("SignedHeaders=[^,]*", "SignedHeaders=host")),
                INCOMPLETE_SIGNATURE);
        refused(without(get(), "X-Amz-Date"), INCOMPLETE_SIGNATURE);
        refused(without(get(), "Host"), INCOMPLETE_SIGNATURE);
    }

    @Test
    void a_header_of_aws_that_was_added_on_the_way_is_refused() {
        refused(with(get(), "x-amzn-iot-policy", "everything"), INCOMPLETE_SIGNATURE);
        refused(with(get(), "X-Amz-Security-Token", "token"), INCOMPLETE_SIGNATURE);
    }

    @Test
    void headers_that_proxies_add_do_no_harm() {
        verified(with(with(get(), "X-Amzn-Trace-Id", "Root=1-2-3"), "Via", "1.1 proxy"));
    }

    @Test
    void signed_headers_out_of_order_twice_or_in_capitals_are_incomplete() {
        refused(authorization(get(), v -> v.replace("=host;", "=x-amz-date;host;")), INCOMPLETE_SIGNATURE);
        refused(authorization(get(), v -> v.replace("=host;", "=host;host;")), INCOMPLETE_SIGNATURE);
        refused(authorization(get(), v -> v.replace("=host;", "=Host;")), INCOMPLETE_SIGNATURE);
        refused(authorization(get(), v -> v.replace("=host;", "=absent;host;")), INCOMPLETE_SIGNATURE);
    }

    @Test
    void headers_may_come_in_any_order_and_case_and_with_white_space_around() {
        Request request =
                new SdkSigner().at(NOW).sign("GET", THINGS, List.of(new Header("My-Header", "one two three")), NOTHING);

        verified(withHeaders(
                request,
                headers -> headers.reversed().stream()
                        .map(h -> new Header(h.name().toUpperCase(Locale.ROOT), "  " + h.value() + "\t"))
                        .toList()));
        verified(with(without(request, "My-Header"), "my-header", "one\r\n  two\r\n three"));
    }

    @Test
    void values_of_one_header_keep_their_order() {
        List<Header> headers = List.of(new Header("X-Amz-Meta", "b"), new Header("X-Amz-Meta", "a"));
        Request request = new SdkSigner().at(NOW).sign("GET", THINGS, headers, NOTHING);

        verified(request);
        refused(withHeaders(request, List::reversed), INVALID_SIGNATURE);
    }

    @Test
    void a_body_that_is_another_or_not_signed_is_refused() {
        Request request = post();

        refused(
                Request.of("POST", request.path(), null, request.headers(), "{}".getBytes(StandardCharsets.UTF_8)),
                INVALID_SIGNATURE);
        for (String said : List.of("UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "", "0".repeat(64))) {
            List<Header> headers = List.of(new Header("x-amz-content-sha256", said));
            Request unsigned = new SdkSigner().at(NOW).sign("POST", THINGS, headers, NOTHING);
            refused(with(without(unsigned, "x-amz-content-sha256"), "x-amz-content-sha256", said), INVALID_SIGNATURE);
        }
    }

    @Test
    void the_clock_may_be_five_minutes_from_ours_and_no_more() {
        assertThat(verifier.verify(get(), NOW.plusSeconds(300))).isInstanceOf(Verification.Verified.class);
        assertThat(verifier.verify(get(), NOW.minusSeconds(300))).isInstanceOf(Verification.Verified.class);
        refusedAt(NOW.plusSeconds(301), get(), INVALID_SIGNATURE);
        refusedAt(NOW.minusSeconds(301), get(), INVALID_SIGNATURE);
    }

    @Test
    void a_presigned_url_opens_until_it_expires() {
        assertThat(verifier.verify(mqtt(), NOW.plusSeconds(900))).isInstanceOf(Verification.Verified.class);
        refusedAt(NOW.plusSeconds(901), mqtt(), REQUEST_EXPIRED);
        refusedAt(NOW.minusSeconds(301), mqtt(), INVALID_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "86401", "-1", "900.5", "", "99999999999999999999", "%D9%A3"})
    void a_lifetime_that_aws_does_not_have_is_incomplete(String lifetime) {
        refused(
                withQuery(mqtt(), query -> query.replace("X-Amz-Expires=900", "X-Amz-Expires=" + lifetime)),
                INCOMPLETE_SIGNATURE);
    }

    @Test
    void a_longer_lifetime_than_was_signed_is_refused() {
        refused(withQuery(mqtt(), query -> query.replace("Expires=900", "Expires=901")), INVALID_SIGNATURE);
    }

    @Test
    void a_url_for_mqtt_without_a_lifetime_is_good_for_five_minutes() {
        String query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + SdkSigner.ACCESS_KEY
                + "%2F20261130%2Feu-central-1%2Fiotdevicegateway%2Faws4_request&X-Amz-Date=20261130T120000Z"
                + "&X-Amz-SignedHeaders=host";
        String canonical = "GET\n/mqtt\n" + query + "\nhost:broker.example.com\n\nhost\n" + Hashes.sha256Hex(NOTHING);
        String signature = PlainSigner.signature(
                SdkSigner.SECRET, "20261130T120000Z", "eu-central-1", "iotdevicegateway", canonical);
        Request request = Request.of(
                "GET",
                "/mqtt",
                query + "&X-Amz-Signature=" + signature,
                List.of(new Header("Host", "broker.example.com")),
                NOTHING);

        verified(request);
        refusedAt(NOW.plusSeconds(301), request, REQUEST_EXPIRED);
    }

    @Test
    void an_unsigned_payload_is_taken_of_a_presigned_get_that_has_no_body() {
        String query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + SdkSigner.ACCESS_KEY
                + "%2F20261130%2Feu-central-1%2Fiot%2Faws4_request&X-Amz-Date=20261130T120000Z&X-Amz-Expires=60"
                + "&X-Amz-SignedHeaders=host";
        for (String method : List.of("GET", "POST")) {
            String canonical = method + "\n/things\n" + query + "\nhost:broker.example.com\n\nhost\nUNSIGNED-PAYLOAD";
            Request request = Request.of(
                    method,
                    "/things",
                    query + "&X-Amz-Signature="
                            + PlainSigner.signature(
                                    SdkSigner.SECRET, "20261130T120000Z", "eu-central-1", "iot", canonical),
                    List.of(new Header("Host", "broker.example.com")),
                    NOTHING);
            if (method.equals("GET")) {
                verified(request);
            } else {
                refused(request, INVALID_SIGNATURE);
            }
        }
    }

    @Test
    void a_session_token_may_be_appended_after_signing_for_mqtt_only() {
        verified(withQuery(mqtt(), query -> query + "&X-Amz-Security-Token=a%2Bb"));
        verified(presigner(Duration.ofMinutes(15))
                .withToken("a+b")
                .sign("GET", "https://broker.example.com/mqtt", List.of(), NOTHING));
        Request iot = new SdkSigner().at(NOW).presigned(Duration.ofMinutes(1)).sign("GET", THINGS, List.of(), NOTHING);
        refused(withQuery(iot, query -> query + "&X-Amz-Security-Token=a%2Bb"), INVALID_SIGNATURE);
    }

    @Test
    void another_service_or_day_in_the_credential_is_refused() {
        refused(new SdkSigner().of("s3").at(NOW).sign("GET", THINGS, List.of(), NOTHING), INVALID_SIGNATURE);
        refused(authorization(get(), value -> value.replace("/iot/", "/iotdata/")), INVALID_SIGNATURE);
        refused(authorization(get(), value -> value.replace("/20261130/", "/20261129/")), INVALID_SIGNATURE);
        refused(authorization(get(), value -> value.replace("/eu-central-1/", "/eu-central-2/")), INVALID_SIGNATURE);
    }

    @Test
    void an_access_key_that_nobody_has_is_not_recognised() {
        refused(
                authorization(get(), v -> v.replace(SdkSigner.ACCESS_KEY, "AKIANOBODY0000000000")),
                UNRECOGNIZED_CLIENT);
        refused(authorization(get(), v -> v.replace(SdkSigner.ACCESS_KEY, "k\u001b[2J")), UNRECOGNIZED_CLIENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/things/../policies",
                "/things/.",
                "/things//lamp",
                "//things",
                "/..",
                "things",
                "/things lamp",
                "/things\n",
                "/th\u00efngs",
                "http://broker/things",
            })
    void a_path_that_could_be_read_in_two_ways_is_incomplete(String path) {
        Request request = get();
        refused(new Request("GET", path, null, request.headers(), request.payloadSha256()), INCOMPLETE_SIGNATURE);
    }

    @Test
    void percent_encoded_slashes_and_dots_are_no_others() {
        Request request = new SdkSigner()
                .at(NOW)
                .sign("GET", "https://broker.example.com/topics/a%2Fb%2F..%2F%252e", List.of(), NOTHING);

        verified(request);
        for (String path :
                List.of("/topics/a/b%2F..%2F%252e", "/topics/a%2fb%2F..%2F%252e", "/topics/a%2Fb%2F..%2F%2e")) {
            refused(new Request("GET", path, null, request.headers(), request.payloadSha256()), INVALID_SIGNATURE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=b+c", "a=b c", "\u00e4=1", "a=\r\nb"})
    void a_query_that_could_be_read_in_two_ways_is_incomplete(String query) {
        refused(withQuery(get(), _ -> query), INCOMPLETE_SIGNATURE);
    }

    @Test
    void what_is_too_much_is_refused_before_it_is_hashed() {
        refused(withQuery(get(), _ -> "a&".repeat(300)), INCOMPLETE_SIGNATURE);
        refused(withQuery(get(), _ -> "a".repeat(20_000)), INCOMPLETE_SIGNATURE);
        refused(with(get(), "Cookie", "a".repeat(70_000)), INCOMPLETE_SIGNATURE);
        refused(
                withHeaders(get(), headers -> {
                    for (int n = 0; n < 300; n++) {
                        headers.add(new Header("h" + n, ""));
                    }
                    return headers;
                }),
                INCOMPLETE_SIGNATURE);
        Request request = get();
        refused(
                new Request("GET", "/" + "a".repeat(9000), null, request.headers(), request.payloadSha256()),
                INCOMPLETE_SIGNATURE);
    }

    @Test
    void a_header_cannot_pose_as_another_line_of_what_is_signed() {
        Request request = new SdkSigner()
                .at(NOW)
                .sign("GET", THINGS, List.of(new Header("a", "1"), new Header("b", "2")), NOTHING);

        refused(with(without(without(request, "a"), "b"), "a", "1\nb:2"), INCOMPLETE_SIGNATURE);
        refused(with(without(request, "a"), "a", "1\u20ac"), INCOMPLETE_SIGNATURE);
    }

    @Test
    void a_change_is_made_once_and_a_look_as_often_as_one_likes() {
        List<Header> numbered = List.of(new Header("amz-sdk-invocation-id", "7"));
        Request change = new SdkSigner().at(NOW).sign("POST", THINGS + "/lamp", numbered, BODY);

        verified(change);
        refused(change, INVALID_SIGNATURE);
        verified(get());
        verified(get());
        verified(mqtt());
        verified(mqtt());
    }

    @Test
    void the_secret_is_wiped_after_use() {
        byte[] secret = SdkSigner.SECRET.getBytes(StandardCharsets.UTF_8);
        new Verifier((_, _) -> secret, NOW.minusSeconds(3600)).verify(get(), NOW);

        assertThat(secret).containsOnly(0);
    }

    @Test
    void no_text_of_a_refusal_repeats_what_was_sent() {
        Request request = authorization(get(), value -> value.replace("Credential=", "Credential=<script>/"));

        assertThat(verifier.verify(request, NOW))
                .isInstanceOfSatisfying(
                        Verification.Refused.class,
                        refused -> assertThat(refused.message()).doesNotContain("script"));
    }
}
