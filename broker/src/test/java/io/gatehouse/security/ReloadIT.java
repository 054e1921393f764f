package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.ConfigurationSources;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.reason.Reason;
import io.gatehouse.tls.EnginesHere;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What an operator changes while the broker runs. */
final class ReloadIT {
    private static final int CLIENTS = 1_000;
    /** What is promised. */
    private static final Duration SHOWN = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private DevelopmentCa first;
    private DevelopmentCa second;
    private Path live;

    @BeforeEach
    void makeCertificates() throws Exception {
        first = DevelopmentCa.openOrCreate(folder.resolve("first"));
        second = DevelopmentCa.openOrCreate(folder.resolve("second"));
        live = Files.createDirectory(folder.resolve("live"));
        install("first", "server.pem");
        install("first", "server-key.pem");
    }

    private Path config(String more) throws IOException {
        Path file = folder.resolve("gatehouse.yaml");
        Path fresh = folder.resolve("gatehouse.yaml.new");
        Files.writeString(
                fresh,
                """
                listeners: {mqtts: {port: 0%s}}
                admin: {port: 0}
                control: {enabled: false}
                observability: {port: 0}
                threads: {loops: 3}
                store: {data-directory: %s}
                tls: {engine: %s, certificate: %s, key: %s}
                """.formatted(
                                        more.startsWith(",") ? more : "",
                                        folder.resolve("data"),
                                        EnginesHere.ofTheLibrary().name().toLowerCase(Locale.ROOT),
                                        live.resolve("server.pem"),
                                        live.resolve("server-key.pem"))
                        + (more.startsWith(",") ? "" : more));
        return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private RunningBroker start() throws IOException {
        return RunningBroker.startFrom(new ConfigurationSources(config(""), Map.of(), List.of()));
    }

    /** As a careful operator does it: written beside, then renamed. */
    private void install(String authority, String name) throws IOException {
        Path fresh = live.resolve(name + ".new");
        Files.copy(folder.resolve(authority).resolve("pki").resolve(name), fresh);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.move(fresh, live.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static SSLContext trustingAnyServer(TestDevice device) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(device.keys().getKeyManagers(), new TrustManager[] {new AnyServer()}, new SecureRandom());
            return context;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static final class AnyServer implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("this is the client");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // Which one it was is looked at by the test.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static X509Certificate shown(RunningBroker broker, SSLContext tls) throws IOException {
        try (RawClient client = RawClient.of(broker, tls)) {
            return (X509Certificate) client.tls().getSession().getPeerCertificates()[0];
        }
    }

    private static void awaitShown(RunningBroker broker, SSLContext tls, DevelopmentCa authority) {
        await().atMost(SHOWN)
                .untilAsserted(() -> assertThat(shown(broker, tls))
                        .isEqualTo(authority.serverChain().getFirst()));
    }

    @Test
    void a_thousand_clients_stay_while_the_server_gets_another_certificate() throws Exception {
        try (RunningBroker broker = start()) {
            SSLContext tls = trustingAnyServer(broker.device("fleet"));
            List<RawClient> fleet = new ArrayList<>();
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    RawClient client = RawClient.of(broker, tls);
                    client.admitted(Frames.Connect.mqtt5("fleet-" + i));
                    fleet.add(client);
                }
                AtomicBoolean done = new AtomicBoolean();
                AtomicInteger admitted = new AtomicInteger();
                CompletableFuture<Void> newcomers = CompletableFuture.runAsync(() -> {
                    while (!done.get()) {
                        try (RawClient client = RawClient.of(broker, tls)) {
                            client.admitted(Frames.Connect.mqtt5("newcomer-" + admitted.incrementAndGet()));
                        } catch (IOException e) {
                            throw new AssertionError("a newcomer was refused", e);
                        }
                    }
                });
                install("second", "server.pem");
                install("second", "server-key.pem");
                awaitShown(broker, tls, second);
                int before = admitted.get();
                await().until(() -> admitted.get() > before + 5 || newcomers.isDone());
                done.set(true);
                newcomers.join();
                for (RawClient client : fleet) {
                    client.send((byte) 0xC0, (byte) 0).expect(RawClient.Answer.PINGRESP);
                }
                assertThat(broker.metric("gatehouse_reload_failing{part=\"server certificates\"}"))
                        .isZero();
            } finally {
                for (RawClient client : fleet) {
                    client.close();
                }
            }
        }
    }

    @Test
    void a_broken_file_leaves_the_old_certificate_and_says_which_file_and_why() throws Exception {
        try (RunningBroker broker = start();
                LogLines log = LogLines.listen()) {
            SSLContext tls = trustingAnyServer(broker.device("device"));
            Files.writeString(live.resolve("server.pem"), "not a certificate");
            await().untilAsserted(
                            () -> assertThat(broker.metric("gatehouse_reload_failing{part=\"server certificates\"}"))
                                    .isOne());
            assertThat(shown(broker, tls)).isEqualTo(first.serverChain().getFirst());
            assertThat(log.all())
                    .anyMatch(line -> line.startsWith("WARN")
                            && line.contains("server certificates not reloaded, what was there before stays")
                            && line.contains("server.pem")
                            && line.contains("expected: PEM"));

            Command command = Command.run(broker, folder, "reload");
            assertThat(command.exitCode()).isOne();
            assertThat(command.out()).contains("server certificates: failed", "server.pem", "expected: PEM");

            install("second", "server.pem"); // its key is still that of the first
            assertThat(Command.run(broker, folder, "reload").out())
                    .contains("server certificates: failed", "expected: the key of the first certificate");
            assertThat(shown(broker, tls)).isEqualTo(first.serverChain().getFirst());

            install("second", "server-key.pem");
            awaitShown(broker, tls, second);
            await().untilAsserted(
                            () -> assertThat(broker.metric("gatehouse_reload_failing{part=\"server certificates\"}"))
                                    .isZero());
        }
    }

    /** What the kubelet does with a mounted Secret: the files stay links, and one link above them is swapped. */
    @Test
    void a_link_that_is_swapped_above_the_files_is_seen() throws Exception {
        for (String version : List.of("first", "second")) {
            Path data = Files.createDirectory(folder.resolve("live/.." + version));
            for (String name : List.of("server.pem", "server-key.pem")) {
                Files.copy(folder.resolve(version).resolve("pki").resolve(name), data.resolve(name));
                Files.setPosixFilePermissions(data.resolve(name), PosixFilePermissions.fromString("r--------"));
            }
        }
        Files.createSymbolicLink(live.resolve("..data"), Path.of("..first"));
        for (String name : List.of("server.pem", "server-key.pem")) {
            Files.delete(live.resolve(name));
            Files.createSymbolicLink(live.resolve(name), Path.of("..data", name));
        }
        try (RunningBroker broker = start()) {
            SSLContext tls = trustingAnyServer(broker.device("device"));
            assertThat(shown(broker, tls)).isEqualTo(first.serverChain().getFirst());
            Files.createSymbolicLink(live.resolve("..data_tmp"), Path.of("..second"));
            Files.move(
                    live.resolve("..data_tmp"),
                    live.resolve("..data"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            awaitShown(broker, tls, second);
        }
    }

    @Test
    void limits_and_log_levels_change_with_the_file_and_the_rest_is_said_to_need_a_restart() throws Exception {
        ch.qos.logback.classic.Logger logger =
                (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.gatehouse.reload.example");
        try (RunningBroker broker = start()) {
            SSLContext tls = trustingAnyServer(broker.device("device"));
            config(", max-connections: 1");
            await().untilAsserted(() ->
                    assertThat(Command.run(broker, folder, "reload").out()).contains("configuration: unchanged"));
            try (RawClient only = RawClient.of(broker, tls)) {
                only.admitted(Frames.Connect.mqtt5("only"));
                try (RawClient refused = RawClient.of(broker, tls)) {
                    throw new AssertionError("a second connection was taken: " + refused);
                } catch (IOException expected) {
                    assertThat(expected).isNotNull();
                }
                config("""
                        logging: {level: warn, levels: [io.gatehouse.reload.example=trace]}
                        limits: {max-topic-levels: 7}
                        newcomers: {max-per-address: 1}
                        """);
                Command command = Command.run(broker, folder, "reload");
                assertThat(command.exitCode()).isZero();
                assertThat(command.out())
                        .contains(
                                "configuration: changed",
                                "listeners.mqtts.max-connections: 1000000 (was: 1)",
                                "logging.level: warn",
                                "newcomers.max-per-address: 1 (was: 4096)",
                                "limits.max-topic-levels: 7 (was: 32): needs a restart of the broker");
                assertThat(logger.isTraceEnabled()).isTrue();
                try (RawClient second = RawClient.of(broker, tls)) {
                    Watch refusals = Watch.refusals(broker, Reason.ADDRESS_LIMIT);
                    try (RawClient third = RawClient.plaintext(broker)) {
                        third.awaitSocketClosed(); // while the second has not sent its CONNECT
                    }
                    refusals.rose(1);
                    second.admitted(Frames.Connect.mqtt5("second"));
                }
                assertThat(Command.run(broker, folder, "reload").out())
                        .contains("limits.max-topic-levels: 7 (was: 32): needs a restart of the broker");
                config("");
                Command.run(broker, folder, "reload");
                assertThat(logger.isTraceEnabled()).as("back to what it was").isFalse();
            }
        }
    }

    @Test
    void a_configuration_that_is_not_accepted_changes_nothing_and_names_every_problem() throws Exception {
        try (RunningBroker broker = start()) {
            config("limits: {max-topic-levels: none}\nbogus: 1\nlogging: {level: trace}\n");
            Command command = Command.run(broker, folder, "reload");
            assertThat(command.exitCode()).isOne();
            assertThat(command.out())
                    .contains("configuration: failed", "limits.max-topic-levels: none", "bogus", "gatehouse.yaml:8");
            assertThat(((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME))
                            .getLevel()
                            .toString())
                    .isNotEqualTo("TRACE");
        }
    }

    @AfterEach
    void levelsAsTheyWere() {
        // A broker that stopped leaves the levels it set: the suite's own are set back by the tests above.
        assertThat(LoggerFactory.getLogger("io.gatehouse.reload.example").isTraceEnabled())
                .isFalse();
    }
}
