package io.gatehouse.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Requests whose signature AWS published: the request to IAM of "Create a signed AWS API request" in its IAM user guide
 * (formerly "Signature Version 4 signing process", General Reference), and {@code get-vanilla} and
 * {@code get-vanilla-query-order-key-case} of its Signature Version 4 test suite.
 */
final class AwsExamplesTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Instant THEN = Instant.parse("2015-08-30T12:36:00Z");

    /** The examples' access key is shorter than any that AWS makes. */
    private static final String ACCESS_KEY = "AKIDEXAMPLE";

    private static Verification verify(Request request) {
        return new Verifier(
                        (key, token) -> key.equals(ACCESS_KEY) ? SECRET.getBytes(StandardCharsets.US_ASCII) : null,
                        Set.of("iam", "service"),
                        new Replays(THEN))
                .verify(request, THEN.plusSeconds(10));
    }

    private static Request request(String query, String host, String service, String headers, String signature) {
        return Request.of(
                "GET",
                "/",
                query,
                List.of(
                        new Header("Host", host),
                        new Header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                        new Header("X-Amz-Date", "20150830T123600Z"),
                        new Header(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=" + ACCESS_KEY + "/20150830/us-east-1/" + service
                                        + "/aws4_request, SignedHeaders=" + headers + ", Signature=" + signature)),
                new byte[0]);
    }

    @Test
    void the_request_to_list_users_of_the_guide_is_verified() {
        Verification verification = verify(request(
                "Action=ListUsers&Version=2010-05-08",
                "iam.amazonaws.com",
                "iam",
                "content-type;host;x-amz-date",
                "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"));

        assertThat(verification).isEqualTo(new Verification.Verified(ACCESS_KEY, "us-east-1", "iam", THEN));
    }

    @Test
    void the_plainest_request_of_the_test_suite_is_verified() {
        Verification verification = verify(request(
                "",
                "example.amazonaws.com",
                "service",
                "host;x-amz-date",
                "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"));

        assertThat(verification).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void parameters_are_put_in_order_as_the_test_suite_has_it() {
        Verification verification = verify(request(
                "Param2=value2&Param1=value1",
                "example.amazonaws.com",
                "service",
                "host;x-amz-date",
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"));

        assertThat(verification).isInstanceOf(Verification.Verified.class);
    }

    @Test
    void the_same_with_another_action_is_refused() {
        Verification verification = verify(request(
                "Action=ListRoles&Version=2010-05-08",
                "iam.amazonaws.com",
                "iam",
                "content-type;host;x-amz-date",
                "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"));

        assertThat(verification)
                .isInstanceOfSatisfying(
                        Verification.Refused.class,
                        refused -> assertThat(refused.error()).isEqualTo(AuthenticationError.INVALID_SIGNATURE));
    }
}
