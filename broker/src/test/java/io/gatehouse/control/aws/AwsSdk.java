package io.gatehouse.control.aws;

import java.net.URI;
import java.net.http.HttpClient;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iot.IotClientBuilder;

/** AWS's SDK for Java, pointed at a control plane. */
final class AwsSdk {
    private AwsSdk() {}

    /**
     * Its client, signing with this access key.
     *
     * @param http trusts the control plane
     */
    static IotClientBuilder iot(URI endpoint, HttpClient http, String accessKeyId, String secret) {
        return IotClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of("local"))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secret)))
                .httpClient(new JdkHttp(http));
    }
}
