package io.gatehouse.control.aws;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * A request as AWS's own signer signs it.
 *
 * @param uri with path and query as they are encoded
 */
record SignedRequest(OperatorClients.Key key, URI uri, String service, Instant at) {

    private SignRequest.Builder<AwsCredentialsIdentity> wish(SdkHttpRequest request) {
        return SignRequest.builder(AwsCredentialsIdentity.create(key.id(), key.secret()))
                .request(request)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC));
    }

    /** A GET with the signature in its query. */
    URI presigned(Duration lifetime) {
        SdkHttpRequest request =
                SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(uri).build();
        return AwsV4HttpSigner.create()
                .sign(wish(request)
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, lifetime)
                        .build())
                .request()
                .getUri();
    }

    /** The headers of a request that is signed in its head, beside the host. */
    Map<String, String> headers(SdkHttpMethod method, Map<String, String> signedToo, String body) {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder().method(method).uri(uri);
        signedToo.forEach(request::putHeader);
        Map<String, String> all = new LinkedHashMap<>();
        AwsV4HttpSigner.create()
                .sign(wish(request.build())
                        .payload(ContentStreamProvider.fromUtf8String(body))
                        .build())
                .request()
                .headers()
                .forEach((name, values) -> all.put(name, values.getFirst()));
        all.remove("Host");
        all.remove("host");
        return all;
    }

    /** @param sent as body, whatever was signed */
    HttpRequest post(Map<String, String> signedToo, String body, String sent) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(sent));
        headers(SdkHttpMethod.POST, signedToo, body).forEach(request::setHeader);
        return request.build();
    }
}
