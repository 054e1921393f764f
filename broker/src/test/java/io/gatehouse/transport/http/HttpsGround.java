package io.gatehouse.transport.http;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.Protocol;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A broker with a listener for each way in: MQTT, HTTPS with WebSocket, and signed requests. */
public final class HttpsGround implements AutoCloseable {
    public static final String HTTPS = "https";
    public static final String SIGNED = "signed";

    private final RunningBroker broker;
    private boolean closed;
    private final Map<String, TestDevice> devices = new HashMap<>();

    private HttpsGround(RunningBroker broker) {
        this.broker = broker;
    }

    static HttpsGround start() {
        return start(Compatibility.EXTENDED, UnaryOperator.identity());
    }

    static HttpsGround start(Compatibility compatibility, UnaryOperator<Configuration> changes) {
        return new HttpsGround(RunningBroker.start(compatibility, from -> changes.apply(withListeners(from))));
    }

    public static Configuration withListeners(Configuration from) {
        Configuration https = RunningBroker.andListener(from, HTTPS, false, Protocol.HTTPS, Protocol.WSS);
        return RunningBroker.andListener(https, SIGNED, true, Protocol.HTTPS, Protocol.WSS);
    }

    RunningBroker broker() {
        return broker;
    }

    /** A device that may do everything, the same for the same name. */
    TestDevice device(String name) {
        return devices.computeIfAbsent(name, broker::device);
    }

    int port() {
        return broker.port(HTTPS);
    }

    /** Sends requests with a device's certificate, over connections that it keeps. */
    static HttpClient client(TestDevice device) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(device.sslContext())
                .connectTimeout(Duration.ofSeconds(30))
                .build();
    }

    HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port() + target))
                .timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> post(TestDevice device, String target, String body) throws IOException, InterruptedException {
        return send(device, request(target).POST(BodyPublishers.ofString(body)).build());
    }

    HttpResponse<String> get(TestDevice device, String target) throws IOException, InterruptedException {
        return send(device, request(target).GET().build());
    }

    HttpResponse<String> delete(TestDevice device, String target) throws IOException, InterruptedException {
        return send(device, request(target).DELETE().build());
    }

    static HttpResponse<String> send(TestDevice device, HttpRequest request) throws IOException, InterruptedException {
        try (HttpClient client = client(device)) {
            return client.send(request, BodyHandlers.ofString());
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            broker.close();
        }
    }
}
