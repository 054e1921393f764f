package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.RevocationSettings;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.jobs.ExecutionStatus;
import io.gatehouse.jobs.JobStatus;
import io.gatehouse.loop.Clock;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.revocation.Nobody;
import io.gatehouse.revocation.Revocation;
import io.gatehouse.revocation.RevocationMetrics;
import io.gatehouse.revocation.RevocationWishes;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The largest configuration, in which everything has happened once, has as many series as the page promises. */
final class SeriesBoundTest {
    private static final int LISTENERS = 8;
    private static final int LOOPS = 64;
    private static final int CRL_SOURCES = 256;
    private static final int OPERATIONS = 170;
    private static final int ERRORS = 26;
    private static final int BOUND = 2000;

    @TempDir
    private Path folder;

    @Test
    void a_node_stays_below_two_thousand_series() throws Exception {
        var group = new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory());
        try (var metrics = new Metrics(LOOPS);
                RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(folder))) {
            metrics.bindJvm();
            metrics.bindNetty(new AdaptiveByteBufAllocator(), group);
            store.measuredBy(metrics.registry());
            for (int loop = 0; loop < LOOPS; loop++) {
                metrics.loopLag(loop, () -> 0);
            }
            ofTheBroker(metrics);
            ofRevocation(metrics);
            for (int listener = 0; listener < LISTENERS; listener++) {
                ofListener(metrics, "listener-" + listener);
            }
            ofRequests(metrics);
            ofRefusals(metrics);
            ofTheControlPlane(metrics);

            assertThat(metrics.scrape()
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .count())
                    .isBetween(1000L, (long) BOUND);
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private static void ofTheBroker(Metrics metrics) {
        metrics.drain(() -> 0);
        metrics.health(new HealthState());
        metrics.sessions(() -> 0);
        metrics.storedSessions(() -> 0);
        metrics.log(() -> 0, () -> 0, () -> 0, () -> 0, () -> 0);
        metrics.logWritten(() -> 0);
        metrics.waiting(() -> 0L, of -> of, of -> of, of -> of);
        metrics.deviceCertificates(
                Arrays.stream(CertificateStatus.values()).map(Enum::name).toList(), DeviceCertificateCount::new);
        metrics.retainedMessages(() -> 0);
        metrics.subscriptions(() -> 0);
        metrics.sharedCertificates(() -> 0, () -> 0);
        metrics.newcomers(() -> 0, () -> 0, () -> 0, () -> 0);
        metrics.history(() -> 0, () -> 0, () -> 0);
        metrics.jobs().jobs(Stream.of(JobStatus.values()).map(Enum::name).toList(), _ -> 0, () -> 0);
        for (ExecutionStatus status : ExecutionStatus.values()) {
            metrics.jobs().ended(status.name());
        }
        metrics.buildInfo("1", "a", "BoringSSL");
        metrics.tls().certificateNotAfter("server", () -> 0);
        metrics.tls().certificateNotAfter("ca", () -> 0);
        for (String part : List.of("configuration", "server certificates", "issuers", "revocation")) {
            for (String outcome : List.of("changed", "unchanged", "failed")) {
                metrics.reloads().reloaded(part, outcome, false);
            }
        }
    }

    private static void ofRevocation(Metrics metrics) throws Exception {
        Path[] sources = IntStream.range(0, CRL_SOURCES)
                .mapToObj(source -> Path.of("no-such-file-" + source))
                .toArray(Path[]::new);
        Revocation.open(
                        RevocationWishes.none()
                                .files(sources)
                                .ocsp(RevocationSettings.Ocsp.SOFT, "http://127.0.0.1:1")
                                .settings(),
                        Path.of("no-such-folder"),
                        new Nobody(),
                        new RevocationMetrics(metrics.registry()),
                        InstantSource.system())
                .close();
    }

    private static void ofListener(Metrics metrics, String listener) {
        for (String group :
                List.of("X25519MLKEM768", "x25519", "secp256r1", "secp384r1", "secp521r1", "unknown", "?")) {
            metrics.tls().handshakeCompleted(listener, false, group, 1);
            metrics.tls().handshakeCompleted(listener, true, group, 1);
        }
        for (Reason reason : Reason.values()) {
            if (reason.stage() == Reason.Stage.TLS) {
                metrics.tls().handshakeRefused(listener, reason);
            }
        }
        for (String protocol : List.of("mqtt31", "mqtt311", "mqtt5")) {
            metrics.connections().accepted(listener, protocol, "TLSv1.2").closed();
            metrics.connections().accepted(listener, protocol, "TLSv1.3").closed();
        }
    }

    private static void ofRequests(Metrics metrics) {
        for (int operation = 0; operation < 8; operation++) {
            for (int status : new int[] {101, 200, 204, 400, 403, 404, 405, 413, 429, 500, 503}) {
                metrics.http().answered("operation-" + operation, status, 1);
            }
        }
    }

    private static void ofTheControlPlane(Metrics metrics) {
        metrics.control().operators(() -> 0, () -> 0);
        metrics.control().audit(() -> 0, () -> false);
        for (int operation = 0; operation < OPERATIONS; operation++) { // nearly none fails, but for a disk that is full
            metrics.control().answered("operation-" + operation, 200, null, 1);
            metrics.control().answered("operation-" + operation, 400, "error-" + operation % ERRORS, 1);
        }
    }

    private static void ofRefusals(Metrics metrics) throws Exception {
        try (Refusals refusals = new Refusals(metrics, List.of(), Clock.SYSTEM)) {
            for (Reason reason : Reason.values()) {
                if (reason.stage() == Reason.Stage.END) {
                    for (Refusals.Initiator initiator : Refusals.Initiator.values()) {
                        refusals.connectionEnded(reason, initiator, Client.at("mqtts", "10.0.0.7:1"), () -> Facts.NONE);
                    }
                }
            }
        }
    }
}
