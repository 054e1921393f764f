package io.gatehouse.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.crt.auth.credentials.Credentials;
import software.amazon.awssdk.crt.auth.signing.AwsSigner;
import software.amazon.awssdk.crt.auth.signing.AwsSigningConfig;
import software.amazon.awssdk.crt.http.HttpHeader;
import software.amazon.awssdk.crt.http.HttpRequest;

/**
 * Other signers of AWS than the one in {@link SdkSigner}: what botocore 1.43.107 sent for operations of AWS IoT, and
 * the signer of the device SDKs' C runtime, by which they sign MQTT over WebSocket.
 */
final class AwsClientsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T15:38:51Z");
    private static final byte[] SECRET = SdkSigner.SECRET.getBytes(StandardCharsets.US_ASCII);

    private final Verifier verifier = new Verifier((_, _) -> SECRET.clone(), NOW.minusSeconds(3600));

    private static Request botocore(
            String method, String path, @Nullable String query, String service, String signature, String body) {
        List<Header> headers = new ArrayList<>(List.of(
                new Header("Host", "127.0.0.1:39871"),
                new Header("Accept-Encoding", "identity"),
                new Header("User-Agent", "Botocore/1.43.107"),
                new Header("X-Amz-Date", "20261130T153851Z"),
                new Header("amz-sdk-invocation-id", "not signed"),
                new Header("amz-sdk-request", "attempt=1")));
        if (!body.isEmpty()) {
            headers.add(new Header("Content-Type", "application/json"));
        }
        headers.add(new Header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE000000000/20261130/us-east-1/" + service
                        + "/aws4_request, SignedHeaders=" + (body.isEmpty() ? "" : "content-type;")
                        + "host;x-amz-date, Signature=" + signature));
        return Request.of(method, path, query, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "POST /keys-and-certificate setAsActive=true iot"
                        + " 88f6d830b54bfc612f9e92761ed340842858ea60ac0f2c812dddf0a09672bb39 ''",
                "GET /things nextToken=a%2Bb%2Fc%3D%20d&maxResults=5 iot"
                        + " 581ff26d48f0e41249c60f69cab528e6ec32113e0adbcf2211b0681b625ad4ea ''",
                "DELETE /things/l_-%3A1 expectedVersion=1 iot"
                        + " 78238764a4f9a81a7057f4299683947f36fa20dca2f04e791afc2f6aa7c0d8bf ''",
                "POST /policies/p%2C%2B%3D%40.x '' iot"
                        + " 52f3671cb48bd401524323af355664f0e67ec7874293f344e119d157132aaebe"
                        + " '{\"policyDocument\": \"{}\"}'",
                "GET /things/lamp/jobs/j1 includeJobDocument=true iot-jobs-data"
                        + " 281c0d5b5cc39f3482d5dfdf9c23e8cf5a381e9ae60724fee400a76dd1b3559d ''",
            })
    void what_botocore_signed_is_verified(
            String method, String path, String query, String service, String signature, String body) {
        Request request = botocore(method, path, query, service, signature, body);

        assertThat(verifier.verify(request, NOW))
                .isEqualTo(new Verification.Verified("AKIDEXAMPLE000000000", "us-east-1", service, NOW));
    }

    @Test
    void two_calls_of_botocore_in_one_second_have_one_signature_and_are_both_taken() {
        Request request = botocore(
                "POST",
                "/keys-and-certificate",
                "setAsActive=true",
                "iot",
                "88f6d830b54bfc612f9e92761ed340842858ea60ac0f2c812dddf0a09672bb39",
                "");

        assertThat(verifier.verify(request, NOW)).isInstanceOf(Verification.Verified.class);
        assertThat(verifier.verify(request, NOW.plusSeconds(1))).isInstanceOf(Verification.Verified.class);
        assertThat(verifier.verify(request, NOW.plusSeconds(4))).isInstanceOf(Verification.Refused.class);
    }

    @Test
    void a_url_for_mqtt_that_the_device_sdk_signed_is_verified() throws Exception {
        for (boolean omitToken : new boolean[] {true, false}) {
            for (Duration lifetime : List.of(Duration.ZERO, Duration.ofHours(1))) {
                Request request = signedByTheRuntime(omitToken, lifetime);

                assertThat(request.query()).contains("X-Amz-Security-Token=");
                assertThat(verifier.verify(request, NOW))
                        .isEqualTo(
                                new Verification.Verified(SdkSigner.ACCESS_KEY, "us-east-1", "iotdevicegateway", NOW));
            }
        }
    }

    private static Request signedByTheRuntime(boolean omitToken, Duration lifetime) throws Exception {
        HttpRequest request = new HttpRequest(
                "GET", "/mqtt", new HttpHeader[] {new HttpHeader("Host", "gw-ats.iot.us-east-1.example.com")}, null);
        try (AwsSigningConfig config = new AwsSigningConfig()) {
            config.setAlgorithm(AwsSigningConfig.AwsSigningAlgorithm.SIGV4);
            config.setSignatureType(AwsSigningConfig.AwsSignatureType.HTTP_REQUEST_VIA_QUERY_PARAMS);
            config.setRegion("us-east-1");
            config.setService("iotdevicegateway");
            config.setTime(NOW.toEpochMilli());
            config.setOmitSessionToken(omitToken);
            config.setExpirationInSeconds(lifetime.toSeconds());
            config.setSignedBodyValue(AwsSigningConfig.AwsSignedBodyValue.EMPTY_SHA256);
            config.setCredentials(new Credentials(
                    SdkSigner.ACCESS_KEY.getBytes(StandardCharsets.US_ASCII),
                    SECRET.clone(),
                    "to+ken/=".getBytes(StandardCharsets.US_ASCII)));
            HttpRequest signed = AwsSigner.signRequest(request, config).get();
            String[] target = signed.getEncodedPath().split("\\?", 2);
            List<Header> headers = signed.getHeaders().stream()
                    .map(header -> new Header(header.getName(), header.getValue()))
                    .toList();
            return Request.of("GET", target[0], target[1], headers, new byte[0]);
        }
    }
}
