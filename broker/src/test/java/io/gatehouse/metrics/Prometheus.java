package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The installed Prometheus, on a free loopback port and in a folder of the test. */
final class Prometheus implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern LISTENS = Pattern.compile("Listening on.*address=127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.address = "http://127.0.0.1:" + port;
    }

    /** Skips the test where it is not installed. */
    static Prometheus scraping(Path folder, URI target) throws IOException {
        requireInstalled("prometheus");
        Path configuration = folder.resolve("prometheus.yml");
        Files.writeString(
                configuration, """
                global:
                  scrape_interval: 1s
                  scrape_timeout: 1s
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: gatehouse
                    static_configs:
                      - targets: ["%s"]
                """.formatted(Monitoring.ALERTS.toAbsolutePath().normalize(), target.getAuthority()));
        Path log = folder.resolve("prometheus.log");
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            return new Prometheus(
                    process, await().atMost(PATIENCE).until(() -> portIn(log, process), port -> port > 0));
        } catch (RuntimeException | Error failed) {
            process.destroyForcibly();
            throw failed;
        }
    }

    private static int portIn(Path log, Process process) throws IOException {
        String said = Files.readString(log);
        assertThat(process.isAlive()).as(said).isTrue();
        Matcher listens = LISTENS.matcher(said);
        return listens.find() ? Integer.parseInt(listens.group(1)) : 0;
    }

    /** Skips the test where promtool is not installed. */
    static void checkRules(Path file) throws IOException, InterruptedException {
        requireInstalled("promtool");
        Process process = new ProcessBuilder("promtool", "check", "rules", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static void requireInstalled(String program) {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
                program + ": not found (expected: Debian's package prometheus)");
    }

    /** Until it has so many samples of the broker, so that a rate can be told. */
    void awaitScrapes(int count) {
        await().atMost(PATIENCE).until(() -> {
            JsonNode answer = query("count_over_time(gatehouse_ready[1m]) >= " + count);
            return !answer.isEmpty();
        });
    }

    /** The series of the answer. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        URI uri = URI.create(address + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        String body = client.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString())
                .body();
        JsonNode answer = new ObjectMapper().readTree(body);
        assertThat(answer.path("status").asText()).as(expression + "\n" + body).isEqualTo("success");
        return answer.at("/data/result");
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
