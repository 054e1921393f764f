package io.gatehouse.sigv4;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Requests that nobody would send on purpose; see {@code PolicyFuzzTest}. */
final class VerifierFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @FuzzTest
    void no_request_is_verified_by_chance_or_breaks_the_verifier(FuzzedDataProvider data) {
        Verifier verifier =
                new Verifier((_, _) -> SdkSigner.SECRET.getBytes(StandardCharsets.UTF_8), NOW.minusSeconds(3600));
        String credential = "Credential=" + SdkSigner.ACCESS_KEY + "/20261130/eu-central-1/iot/aws4_request";
        String authorization = data.consumeBoolean()
                ? "AWS4-HMAC-SHA256 " + credential + ", " + data.consumeString(200)
                : data.consumeString(200);
        Request request = Request.of(
                data.consumeString(8),
                data.consumeString(50),
                data.consumeBoolean() ? null : data.consumeString(100),
                List.of(
                        new Header("Host", data.consumeString(20)),
                        new Header("X-Amz-Date", data.consumeBoolean() ? "20261130T120000Z" : data.consumeString(20)),
                        new Header("Authorization", authorization),
                        new Header(data.consumeString(20), data.consumeString(50))),
                data.consumeRemainingAsBytes());

        if (verifier.verify(request, NOW) instanceof Verification.Verified verified) {
            throw new AssertionError(verified);
        }
    }
}
