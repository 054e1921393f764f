package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.cli.CommandRun;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iot.IotClient;
import software.amazon.awssdk.services.iotdataplane.IotDataPlaneClient;

/** Operators of a running broker, made by its commands, and AWS's clients with their keys. */
record OperatorClients(RunningBroker broker, Path folder) {
    /** What the command printed. */
    record Key(OperatorClients clients, String name, String id, String secret) {
        /** Asks once, so that a test sees every answer. */
        IotClient control() throws Exception {
            return IotClient.builder()
                    .endpointOverride(clients.broker.controlPlane())
                    .region(Region.of("local"))
                    .credentialsProvider(credentials())
                    .httpClient(new JdkHttp(http()))
                    .overrideConfiguration(rules -> rules.retryStrategy(AwsRetryStrategy.doNotRetry()))
                    .build();
        }

        /** @param listener by name */
        IotDataPlaneClient data(String listener) throws Exception {
            return IotDataPlaneClient.builder()
                    .endpointOverride(URI.create("https://localhost:" + clients.broker.port(listener)))
                    .region(Region.of("local"))
                    .credentialsProvider(credentials())
                    .httpClient(new JdkHttp(http()))
                    .build();
        }

        private StaticCredentialsProvider credentials() {
            return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret));
        }
    }

    /** Trusts the broker and shows no certificate. */
    static HttpClient http() throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, RunningBroker.stranger("nobody").trust().getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    CommandRun command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", broker.folder().toString()));
        CommandRun run = CommandRun.in(folder, all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    Key operator(String name, String role) {
        return key(name, command("operator", "create", name, "--role", role).out());
    }

    private Key key(String name, String printed) {
        return new Key(this, name, behind("access key id:", printed), behind("secret access key:", printed));
    }

    private static String behind(String label, String printed) {
        return printed.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).strip())
                .findFirst()
                .orElseThrow();
    }
}
