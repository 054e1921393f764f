package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.cli.CommandRun;
import io.gatehouse.cli.OperatorKey;
import io.gatehouse.config.Compatibility;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.sigv4.Header;
import io.gatehouse.sigv4.Request;
import io.gatehouse.sigv4.Signer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand changes of a registry that are under way at once, each with its own signature, at a whole broker with a
 * device on it. Every tenth changes several records in one step: a thing of a template, with a certificate and its
 * policy.
 */
final class ControlPlaneFloodIT {
    private static final int CONNECTIONS = 160;

    /** On each; the server takes 64 streams of one connection. */
    private static final int STREAMS = 63;

    private static final int ONE_OF_A_TEMPLATE_IN = 10;

    /** That the things of templates share: one has at most 100. */
    private static final int CERTIFICATES = 12;

    /** So long a device waits for an acknowledgement on a machine that has nothing left; without a flood it is 1 ms. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<HttpClient> clients = new ArrayList<>();
    private final List<String> certificates = new ArrayList<>();
    private RunningBroker broker;
    private TestDevice lamp;
    private Signer signer;

    @BeforeEach
    void start() throws Exception {
        broker = RunningBroker.start(Compatibility.EXTENDED, RunningBroker::withControl);
        lamp = broker.device("lamp");
        OperatorKey key = OperatorKey.of("ada", "operator", broker, folder);
        signer = new Signer(key.id(), key.secret(), "local", "iot");
        RunningBroker.done(broker.registry().putPolicy("pumps", Policies.everything()));
        for (int i = 0; i < CERTIFICATES; i++) {
            TestDevice pump = RunningBroker.stranger("pump-" + i);
            certificates.add(RunningBroker.done(
                            broker.registry().registerCertificate(pump.issued().leaf(), CertificateStatus.ACTIVE))
                    .id());
        }
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, lamp.trust().getTrustManagers(), null);
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_2)
                    .sslContext(tls)
                    .executor(threads)
                    .build());
        }
    }

    @AfterEach
    void stop() {
        clients.forEach(HttpClient::shutdownNow);
        threads.close();
        broker.close();
    }

    /** What a request is to make: a thing, with these certificates. */
    private record Change(String thing, List<String> certificates, HttpRequest request) {}

    private record Asked(Change change, CompletableFuture<HttpResponse<String>> answer) {}

    private HttpRequest signed(String method, String path, String body) {
        URI uri = broker.controlPlane().resolve(path);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(
                        method,
                        bytes.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(bytes));
        List<Header> host = List.of(new Header("host", uri.getRawAuthority()));
        signer.sign(Request.of(method, path, null, host, bytes), Instant.now())
                .forEach(header -> request.header(header.name(), header.value()));
        return request.build();
    }

    private HttpRequest plain(String thing) {
        return signed("POST", "/things/" + thing, "{\"attributePayload\":{\"attributes\":{\"a\":\"b\"}}}");
    }

    private HttpRequest ofTemplate(int serial, String certificate) {
        JsonValue.ObjectBuilder parameters =
                JsonValue.object().put("Serial", String.valueOf(serial)).put("Id", certificate);
        JsonValue.ObjectBuilder body = JsonValue.object()
                .put("templateBody", ProvisioningBodies.byId())
                .put("parameters", parameters.build());
        return signed("POST", "/things", Json.print(body.build()));
    }

    /** Every client has its connection, and knows how many streams it may have, before it is asked for many. */
    private void connected() {
        clients.stream()
                .map(client -> sent(client, signed("GET", "/things", "")))
                .toList()
                .forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    }

    /** Signed before the first is sent, so that there is nothing to wait for between them. */
    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS * STREAMS; i++) {
            if (i % ONE_OF_A_TEMPLATE_IN == 0) {
                String certificate = certificates.get(i / ONE_OF_A_TEMPLATE_IN % CERTIFICATES);
                changes.add(new Change("pump-" + i, List.of(certificate), ofTemplate(i, certificate)));
            } else {
                changes.add(new Change("plain-" + i, List.of(), plain("plain-" + i)));
            }
        }
        return changes;
    }

    private List<Asked> flood(List<Change> changes) {
        List<Asked> flood = new ArrayList<>();
        for (Change change : changes) {
            flood.add(new Asked(change, sent(clients.get(flood.size() % CONNECTIONS), change.request())));
        }
        return flood;
    }

    private static CompletableFuture<HttpResponse<String>> sent(HttpClient client, HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void of_ten_thousand_changes_at_once_each_is_made_or_throttled_whole_and_a_device_goes_on() throws Exception {
        connected();
        List<Change> changes = changes();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<List<Duration>> waits = CompletableFuture.supplyAsync(() -> publish(over), threads);

        List<Asked> flood;
        int made = 0;
        try {
            flood = flood(changes);
            for (Asked asked : flood) {
                made += judged(asked) ? 1 : 0;
            }
        } finally {
            over.set(true);
        }

        assertThat(flood).hasSizeGreaterThan(10_000);
        assertThat(made).isPositive().isLessThan(flood.size());
        assertThat(waits.join())
                .hasSizeGreaterThan(10)
                .allSatisfy(wait -> assertThat(wait).isLessThan(PATIENCE));
        assertThat(sent(clients.getFirst(), plain("afterwards")).join().statusCode())
                .isEqualTo(200);
        assertThat(CommandRun.in(
                                folder,
                                "audit",
                                "verify",
                                "--data",
                                broker.folder().toString())
                        .out())
                .startsWith("intact: ");
    }

    /** Whether it was made; what was not made was throttled as AWS does, and nothing of it is there. */
    private boolean judged(Asked asked) throws Exception {
        HttpResponse<String> answer = asked.answer().join();
        boolean made = answer.statusCode() == 200;
        String error = answer.headers().firstValue("x-amzn-errortype").orElse("none");
        assertThat(error).as(answer.body()).isEqualTo(made ? "none" : AwsError.THROTTLING.typeName());
        assertThat(answer.statusCode()).isEqualTo(made ? 200 : AwsError.THROTTLING.status());
        assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
        assertThat(answer.body()).startsWith("{").endsWith("}");
        assertThat(broker.registry().thing(asked.change().thing()) != null)
                .as(asked.change().thing())
                .isEqualTo(made);
        assertThat(broker.registry().certificatesOfThing(asked.change().thing(), null, 9))
                .isEqualTo(made ? asked.change().certificates() : List.of());
        return made;
    }

    /** How long each acknowledgement took, of a device that publishes one message after the other. */
    private List<Duration> publish(AtomicBoolean over) {
        List<Duration> waits = new ArrayList<>();
        Mqtt5BlockingClient client = lamp.mqtt5(broker);
        client.connect();
        while (!over.get()) {
            long begin = System.nanoTime();
            client.publishWith()
                    .topic("lamp/light")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(new byte[] {1})
                    .send();
            waits.add(Duration.ofNanos(System.nanoTime() - begin));
        }
        client.disconnect();
        return waits;
    }
}
