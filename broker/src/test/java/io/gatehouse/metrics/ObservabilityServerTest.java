package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObservabilityServerTest {
    private final Metrics metrics = new Metrics(1);
    private final HealthState health = new HealthState();
    private final HttpClient client = HttpClient.newHttpClient();
    private ObservabilityServer server;

    @BeforeEach
    void start() throws IOException {
        server = ObservabilityServer.start("127.0.0.1", 0, metrics, health);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        metrics.close();
    }

    @Test
    void metrics_are_served_in_the_format_of_prometheus() throws Exception {
        metrics.loop(0).packetReceived(1);

        HttpResponse<String> answer = get("/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body())
                .contains("# TYPE gatehouse_packets_total counter")
                .contains("gatehouse_packets_total{direction=\"received\",type=\"connect\"} 1.0");
    }

    @Test
    void a_starting_broker_is_alive_but_neither_started_nor_ready() throws Exception {
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/startz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).isEqualTo("""
                        not ready
                        [-] start: not finished
                        [-] store: not open yet
                        [-] certificate: not read yet
                        [-] listeners: not bound yet
                        """);
    }

    @Test
    void readiness_follows_every_check() throws Exception {
        becomeReady();
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).isEqualTo("ready\n");
        assertThat(get("/startz").statusCode()).isEqualTo(200);

        for (HealthCheck check : HealthCheck.values()) {
            health.fail(check, "provoked");
            assertThat(get("/readyz").statusCode()).as(check.label()).isEqualTo(503);
            assertThat(get("/readyz").body()).isEqualTo("not ready\n[-] " + check.label() + ": provoked\n");
            health.pass(check);
            assertThat(get("/readyz").statusCode()).as(check.label()).isEqualTo(200);
        }
    }

    @Test
    void verbose_names_the_checks_that_pass_too() throws Exception {
        becomeReady();
        health.fail(HealthCheck.DRAINING, "SIGTERM");

        assertThat(get("/readyz?verbose").body()).isEqualTo("""
                        not ready
                        [+] store: the store is open and can be written
                        [+] certificate: the server has a certificate that is valid now
                        [+] listeners: every listener is bound
                        [-] draining: SIGTERM
                        [+] overload: the broker is not shedding load
                        """);
    }

    @Test
    void liveness_falls_only_for_what_a_restart_would_cure() throws Exception {
        becomeReady();
        health.fail(HealthCheck.STORE, "disk full");
        assertThat(get("/livez").statusCode()).isEqualTo(200);

        health.broken("event loop 1 ended");
        assertThat(get("/livez").statusCode()).isEqualTo(503);
        assertThat(get("/livez").body()).isEqualTo("broken: event loop 1 ended\n");
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).contains("[-] broken: event loop 1 ended");
    }

    @Test
    void anything_else_is_not_found_and_nothing_can_be_written() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/metrics/").statusCode()).isEqualTo(404);
        assertThat(get("/readyz/../metrics").statusCode()).isEqualTo(404);

        HttpResponse<String> post = send("POST", "/metrics");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertThat(send("HEAD", "/livez").statusCode()).isEqualTo(200);
        assertThat(send("HEAD", "/livez").body()).isEmpty();
    }

    @Test
    void a_port_that_is_taken_is_told() {
        assertThatThrownBy(() ->
                        ObservabilityServer.start("127.0.0.1", server.address().getPort(), metrics, health))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "cannot bind 127.0.0.1:" + server.address().getPort());
    }

    private void becomeReady() {
        health.pass(HealthCheck.STORE);
        health.pass(HealthCheck.CERTIFICATE);
        health.pass(HealthCheck.LISTENERS);
        health.started();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path);
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
