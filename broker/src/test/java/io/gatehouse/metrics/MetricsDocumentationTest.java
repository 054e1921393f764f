package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.RevocationSettings;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.config.TracingSettings;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.loop.Clock;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.revocation.Nobody;
import io.gatehouse.revocation.Revocation;
import io.gatehouse.revocation.RevocationMetrics;
import io.gatehouse.revocation.RevocationWishes;
import io.gatehouse.telemetry.Spans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/metrics.md} names every meter of ours, and no other. */
class MetricsDocumentationTest {
    @TempDir
    private Path folder;

    @Test
    void the_page_and_the_scrape_name_the_same_meters_with_the_same_types() throws IOException, StoreException {
        assertThat(documented()).isEqualTo(scraped());
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> types = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/metrics.md"))) {
            if (line.startsWith("| `gatehouse_")) {
                String[] cells = line.split(" *\\| *", -1);
                types.put(cells[1].replace("`", ""), cells[2]);
            }
        }
        return types;
    }

    private static void registerRevocation(Metrics metrics) throws IOException {
        RevocationSettings settings = RevocationWishes.none()
                .files(Path.of("no-such-file"))
                .ocsp(RevocationSettings.Ocsp.SOFT, "http://127.0.0.1:1")
                .settings();
        Revocation.open(
                        settings,
                        Path.of("no-such-folder"),
                        new Nobody(),
                        new RevocationMetrics(metrics.registry()),
                        InstantSource.system())
                .close();
    }

    private static void registerSpans(Metrics metrics) {
        TracingSettings settings = new TracingSettings("http://127.0.0.1:1", "", 0, 1);
        new Spans(settings, "1", metrics.registry(), Clock.SYSTEM).close();
    }

    private Map<String, String> scraped() throws IOException, StoreException {
        try (var metrics = new Metrics(1);
                RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(folder))) {
            metrics.drain(() -> 0);
            metrics.memory(() -> 0, () -> 0, () -> false, () -> false);
            metrics.sessions(() -> 0);
            metrics.storedSessions(() -> 0);
            metrics.log(() -> 0, () -> 0, () -> 0, () -> 0, () -> 0);
            metrics.logWritten(() -> 0);
            metrics.waiting(() -> 0L, of -> of, of -> of, of -> of);
            metrics.deviceCertificates(List.of("ACTIVE"), DeviceCertificateCount::new);
            metrics.provisioning().waiting(() -> 0);
            metrics.bulkRegistration().unfinished(() -> 0);
            metrics.jobRequests().waiting(() -> 0);
            metrics.jobs().ended("SUCCEEDED");
            metrics.jobs().jobs(List.of("COMPLETED"), _ -> 0, () -> 0);
            metrics.loopLag(0, () -> 0);
            metrics.health(new HealthState());
            store.measuredBy(metrics.registry());
            metrics.retainedMessages(() -> 0);
            metrics.subscriptions(() -> 0);
            metrics.sharedCertificates(() -> 0, () -> 0);
            metrics.newcomers(() -> 0, () -> 0, () -> 0, () -> 0);
            metrics.control().answered("CreateThing", 403, "AccessDeniedException", 1);
            metrics.control().operators(() -> 0, () -> 0);
            metrics.control().audit(() -> 0, () -> false);
            metrics.history(() -> 0, () -> 0, () -> 0);
            metrics.buildInfo("1", "a", "BoringSSL");
            metrics.tls().certificateNotAfter("server", () -> 0);
            metrics.reloads().reloaded("configuration", "changed", false);
            metrics.tls().handshakeCompleted("mqtts", false, "x25519", 1);
            registerRevocation(metrics);
            registerSpans(metrics);
            metrics.http().answered("Publish", 200, 1);
            metrics.connections().accepted("mqtts", "mqtt5", "TLSv1.3").closed();
            new Refusals(metrics, List.of(), Clock.SYSTEM)
                    .connectionEnded(
                            Reason.CLIENT_DISCONNECT,
                            Refusals.Initiator.CLIENT,
                            Client.at("mqtts", "10.0.0.7:1"),
                            () -> Facts.NONE);
            Map<String, String> types = new TreeMap<>();
            for (String line : metrics.scrape().lines().toList()) {
                // The longest observed so far: a gauge that Micrometer puts beside each timer.
                if (line.startsWith("# TYPE gatehouse_") && !line.contains("_seconds_max ")) {
                    String[] words = line.split(" ", -1);
                    types.put(words[2], words[3]);
                }
            }
            return types;
        }
    }
}
