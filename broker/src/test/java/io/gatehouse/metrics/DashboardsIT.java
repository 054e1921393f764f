package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.Protocol;
import io.gatehouse.config.RevocationSettings;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.config.TracingSettings;
import io.gatehouse.metrics.Monitoring.Alert;
import io.gatehouse.metrics.Monitoring.Query;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.revocation.RevocationWishes;
import io.gatehouse.security.Frames;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query of every panel, variable and rule is about what a broker shows that has seen some life. Read by
 * {@link PromQuery} anywhere; where Prometheus is installed it evaluates each as well.
 */
final class DashboardsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");
    private static final Pattern LABEL_IN_LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

    @TempDir
    private static Path folder;

    private static RunningBroker broker;
    private static Exposition scraped;

    @BeforeAll
    static void loadABroker() throws Exception {
        broker = RunningBroker.start(Compatibility.EXTENDED, DashboardsIT::withEverything);
        load();
        System.gc(); // pauses are shown after the first
        await().atMost(PATIENCE)
                .until(() -> Exposition.of(broker.http("/metrics").body()).has("jvm_gc_pause_seconds_sum"));
        scraped = Exposition.of(broker.http("/metrics").body());
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** HTTPS, resumption, a source of CRLs and a collector that are not there, and OCSP that nobody answers. */
    private static Configuration withEverything(Configuration from) {
        TlsSettings tls = from.tls();
        Configuration resuming = RunningBroker.withTls(
                RunningBroker.andListener(from, "https", false, Protocol.HTTPS),
                new TlsSettings(
                        tls.engine(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        tls.versions(),
                        tls.groups(),
                        tls.handshakeTimeout(),
                        tls.maxClientHelloBytes(),
                        true,
                        tls.ticketLifetime(),
                        tls.expiredCertificateGrace(),
                        tls.expiryWarning()));
        Configuration traced =
                RunningBroker.withTracing(resuming, new TracingSettings("http://127.0.0.1:1", "", 1, 100));
        return RunningBroker.withRevocation(
                RunningBroker.withControl(traced),
                RevocationWishes.none()
                        .files(folder.resolve("no-such-file"))
                        .ocsp(RevocationSettings.Ocsp.SOFT, "http://127.0.0.1:1")
                        .settings());
    }

    private static void load() throws Exception {
        TestDevice device = broker.device("loaded");
        try (RawClient stranger = RawClient.plaintext(broker)) {
            stranger.send(Frames.PINGREQ).awaitSocketClosed();
        }
        SSLContext tls = device.sslContext();
        for (int i = 0; i < 2; i++) { // the second one resumes
            try (RawClient client = RawClient.of(broker, tls)) {
                client.admitted(Connect.mqtt5("loaded").persistent());
                client.subscribe("t/#");
                client.send(Frames.publish(ProtocolVersion.MQTT_5, "kept", "kept", 1, true))
                        .expect(Answer.PUBACK);
                client.send(Frames.DISCONNECT).awaitClosed();
            }
        }
        TestDevice little = broker.device("little", "little", Policies.document(Policies.allow("iot:Connect", "*")));
        try (RawClient denied = RawClient.of(broker, little)) {
            denied.admitted(Connect.mqtt5("little"));
            denied.publish("t/no", "no", 1);
            denied.send((byte) 0xF0, (byte) 0).expect(Answer.DISCONNECT); // AUTH, which nobody asked for
        }
        try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
            URI address = URI.create("https://localhost:" + broker.port("https") + "/topics/t/http?qos=1");
            client.send(
                    HttpRequest.newBuilder(address)
                            .POST(BodyPublishers.ofString("{}"))
                            .build(),
                    BodyHandlers.discarding());
        }
        try (HttpClient nobody = HttpClient.newBuilder().sslContext(tls).build()) {
            HttpRequest things = HttpRequest.newBuilder(broker.controlPlane().resolve("/things"))
                    .build();
            nobody.send(things, BodyHandlers.discarding());
        }
        broker.reload();
        await().atMost(PATIENCE)
                .until(() -> Exposition.of(broker.http("/metrics").body()).has("gatehouse_reloads_total"));
    }

    @Test
    void every_query_of_every_panel_is_about_what_is_there() throws IOException {
        List<String> problems = new ArrayList<>();
        for (JsonNode dashboard : Monitoring.dashboards()) {
            for (Query query : Monitoring.queries(dashboard)) {
                try {
                    Set<String> labels =
                            PromQuery.labelsOfAnswer(query.filledIn().expression(), scraped);
                    Matcher legend = LABEL_IN_LEGEND.matcher(query.legend());
                    while (legend.find()) {
                        if (!labels.contains(legend.group(1))) {
                            problems.add(query.place() + ": legend " + query.legend() + " of " + labels);
                        }
                    }
                } catch (IllegalArgumentException problem) {
                    problems.add(query.place() + ": " + problem.getMessage());
                }
            }
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void every_variable_is_about_what_is_there() throws IOException {
        for (JsonNode dashboard : Monitoring.dashboards()) {
            List<JsonNode> variables = Monitoring.variables(dashboard);
            assertThat(variables)
                    .extracting(each -> each.get("name").asText())
                    .containsExactly("datasource", "instance");
            Matcher asked =
                    LABEL_VALUES.matcher(variables.getLast().get("definition").asText());
            assertThat(asked.matches()).isTrue();
            assertThat(scraped.labelsOf(asked.group(1))).contains(asked.group(2));
        }
    }

    @Test
    void every_rule_is_about_what_is_there() throws IOException {
        for (Alert alert : Monitoring.alerts()) {
            Set<String> labels = PromQuery.labelsOfAnswer(alert.expression(), scraped);
            Matcher told = Pattern.compile("\\$labels\\.(\\w+)")
                    .matcher(alert.annotations().toString());
            while (told.find()) {
                assertThat(labels).as(alert.name()).contains(told.group(1));
            }
        }
    }

    @Test
    void prometheus_evaluates_every_query_and_rule() throws Exception {
        try (Prometheus prometheus = Prometheus.scraping(folder, broker.observability())) {
            prometheus.awaitScrapes(3);
            for (JsonNode dashboard : Monitoring.dashboards()) {
                for (Query query : Monitoring.queries(dashboard)) {
                    JsonNode answer = prometheus.query(query.filledIn().expression());
                    if (!query.mayBeEmpty()) {
                        assertThat(answer.isEmpty())
                                .as(query.place() + ": " + query.expression())
                                .isFalse();
                    }
                }
            }
            for (Alert alert : Monitoring.alerts()) {
                var _ = prometheus.query(alert.expression());
            }
            assertThat(prometheus.query("gatehouse_crl_missing > 0").isEmpty()).isFalse(); // as it was set up
        }
    }

    @Test
    void promtool_has_nothing_to_say_against_the_rules() throws Exception {
        Prometheus.checkRules(Monitoring.ALERTS);
    }
}
