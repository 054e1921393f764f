package io.gatehouse.sigv4;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signs as AWS's SDK for Java does, with its own code, and hands over what would go over the wire. */
final class SdkSigner {
    static final String ACCESS_KEY = "AKIDEXAMPLE0000000000".substring(0, 20);
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private String service = "iot";
    private Instant at = Instant.EPOCH;
    private @Nullable Duration presigned;
    private AwsCredentialsIdentity identity = AwsCredentialsIdentity.create(ACCESS_KEY, SECRET);

    SdkSigner of(String otherService) {
        service = otherService;
        return this;
    }

    SdkSigner at(Instant instant) {
        at = instant;
        return this;
    }

    SdkSigner presigned(Duration lifetime) {
        presigned = lifetime;
        return this;
    }

    SdkSigner withToken(String token) {
        identity = AwsSessionCredentialsIdentity.create(ACCESS_KEY, SECRET, token);
        return this;
    }

    /** @param uri with path and query as they are encoded */
    Request sign(String method, String uri, List<Header> headers, byte[] body) {
        SdkHttpFullRequest.Builder request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(URI.create(uri));
        headers.forEach(header -> request.appendHeader(header.name(), header.value()));
        SignRequest.Builder<AwsCredentialsIdentity> wish = SignRequest.builder(identity)
                .request(request.build())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC));
        if (body.length > 0) {
            wish.payload(ContentStreamProvider.fromInputStreamSupplier(() -> new ByteArrayInputStream(body)));
        }
        if (presigned != null) {
            wish.putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, presigned);
        }
        return onTheWire(signer.sign(wish.build()).request(), body);
    }

    private static Request onTheWire(SdkHttpRequest signed, byte[] body) {
        List<Header> headers = new ArrayList<>();
        signed.headers()
                .forEach((name, values) -> values.forEach(value -> headers.add(new Header(
                        name, new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)))));
        return Request.of(
                signed.method().name(),
                signed.encodedPath(),
                signed.encodedQueryParameters().orElse(null),
                headers,
                body);
    }
}
