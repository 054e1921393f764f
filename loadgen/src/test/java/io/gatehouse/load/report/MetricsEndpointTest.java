package io.gatehouse.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.load.measure.Interval;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MetricsEndpointTest {
    private final List<Interval> intervals = SampleRun.report().timeline().intervals();
    private final HttpClient client = HttpClient.newHttpClient();
    private MetricsEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = MetricsEndpoint.start(0);
    }

    @AfterEach
    void close() {
        endpoint.close();
        client.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + endpoint.address().getPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void counts_grow_with_each_interval_and_the_rest_is_of_the_last_one() throws IOException, InterruptedException {
        endpoint.look(intervals.get(59));
        endpoint.look(intervals.get(60));

        HttpResponse<String> answer = get("/metrics");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body())
                .contains(
                        "\ngatehouse_load_received_total 8398.0\n",
                        "\ngatehouse_load_held_back_total 1600.0\n",
                        "\ngatehouse_load_failures_total{kind=\"timed_out\"} 62.0\n",
                        "\ngatehouse_load_open_connections "
                                + (double) intervals.get(60).open() + "\n",
                        "\ngatehouse_load_generator_busiest_thread 0.63\n")
                .containsPattern(
                        "\ngatehouse_load_latency_seconds\\{of=\"delivery\",quantile=\"0\\.5\"} 0\\.03[0-9]+\n")
                .contains("gatehouse_load_latency_seconds{of=\"close\",quantile=\"0.99\"} NaN\n");
    }

    @Test
    void before_the_first_interval_everything_is_there_and_nothing_is_counted()
            throws IOException, InterruptedException {
        assertThat(get("/metrics").body())
                .contains("\ngatehouse_load_connects_total 0.0\n", "\ngatehouse_load_open_connections 0.0\n");
    }

    @Test
    void another_path_is_answered_with_the_right_one() throws IOException, InterruptedException {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/").body()).isEqualTo("not found (expected: /metrics)\n");
    }

    @Test
    void it_is_reached_from_this_machine_alone() {
        assertThat(endpoint.address().getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void a_port_that_is_taken_is_said_to_be() {
        int taken = endpoint.address().getPort();

        assertThatThrownBy(() -> MetricsEndpoint.start(taken))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("--metrics-port: " + taken, "expected: a free port")
                .message()
                .hasLineCount(1);
    }
}
