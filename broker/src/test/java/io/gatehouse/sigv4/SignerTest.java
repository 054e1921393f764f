package io.gatehouse.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What we sign is what we verify; that verification agrees with AWS's signer, other tests hold. */
final class SignerTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final String SECRET = "s".repeat(40);

    private final Signer signer = new Signer("GHAKAAAAAAAAAAAAAAAA", SECRET, "local", "iot");
    private final Verifier verifier =
            new Verifier((_, _) -> SECRET.getBytes(StandardCharsets.UTF_8), NOW.minusSeconds(3600));

    private Request signed(String method, String path, @Nullable String query, String body, Header... headers) {
        List<Header> all = new ArrayList<>(List.of(headers));
        all.add(new Header("host", "localhost:9443"));
        Request request = Request.of(method, path, query, all, body.getBytes(StandardCharsets.UTF_8));
        all.addAll(signer.sign(request, NOW));
        return new Request(method, path, query, all, request.payloadSha256());
    }

    @Test
    void requests_of_every_form_are_verified() {
        for (Request request : List.of(
                signed("GET", "/things", null, ""),
                signed("GET", "/things", "nextToken=a%2Bb%3D&maxResults=250&empty=", ""),
                signed("POST", "/attached-policies/arn%3Aaws%3Aiot%3Ax%3Ay%3Acert%2Fz", "recursive=true", ""),
                signed("PUT", "/things/a%3Ab/principals", null, "", new Header("x-amzn-principal", "arn:aws:x  y")),
                signed("POST", "/policies/p", null, "{\"policyDocument\":\"ä\"}"))) {
            assertThat(verifier.verify(request, NOW)).as(request.toString()).isInstanceOf(Verification.Verified.class);
        }
    }

    @Test
    void a_change_may_be_asked_for_twice_in_one_second() {
        assertThat(verifier.verify(signed("DELETE", "/things/lamp", null, ""), NOW))
                .isInstanceOf(Verification.Verified.class);
        assertThat(verifier.verify(signed("DELETE", "/things/lamp", null, ""), NOW))
                .isInstanceOf(Verification.Verified.class);
    }

    @Test
    void what_is_changed_on_the_way_is_not_verified() {
        Request request = signed("POST", "/things/lamp", null, "{}");
        Request other = new Request("POST", "/things/door", null, request.headers(), request.payloadSha256());

        assertThat(verifier.verify(other, NOW)).isInstanceOf(Verification.Refused.class);
    }

    @Test
    void the_secret_is_in_no_words_and_no_header() {
        assertThat(signer.toString()).doesNotContain(SECRET);
        assertThat(signed("GET", "/things", null, "").headers().toString()).doesNotContain(SECRET);
    }

    @Test
    void a_path_that_nobody_would_route_is_not_signed() {
        assertThatThrownBy(() -> signed("GET", "/things/../policies", null, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
