package io.gatehouse.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gatehouse.TestDevice;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CRLs that an authority offers over HTTP. */
class FetchedCrlTest {
    private enum Fault {
        ABSENT,
        REDIRECT,
        TOO_LARGE,
        CUT_OFF,
        SILENT
    }

    @TempDir
    private Path folder;

    private final TestAuthority authority = TestAuthority.named("factory");
    private final TestDevice device = authority.device("lamp");
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Integer> answers = new CopyOnWriteArrayList<>();
    private volatile byte[] body = authority.list().numbered(1).der();
    private volatile @Nullable Fault fault;
    private final HttpServer server;

    FetchedCrlTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    }

    @BeforeEach
    void startServer() throws IOException {
        Files.writeString(folder.resolve("ca.pem"), authority.pem());
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    @AfterEach
    void stopServer() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] now = body;
            String tag = "\"" + Arrays.hashCode(now) + "\"";
            switch (fault) {
                case ABSENT -> answer(exchange, 404, new byte[0]);
                case REDIRECT -> {
                    exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
                    answer(exchange, 302, new byte[0]);
                }
                case TOO_LARGE -> answer(exchange, 200, new byte[100_000]);
                case CUT_OFF -> {
                    exchange.sendResponseHeaders(200, now.length);
                    exchange.getResponseBody().write(now, 0, now.length / 2);
                }
                case SILENT -> {
                    boolean _ = closing.await(30, TimeUnit.SECONDS);
                }
                case null -> {
                    exchange.getResponseHeaders().add("ETag", tag);
                    boolean known = tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
                    answer(exchange, known ? 304 : 200, known ? new byte[0] : now);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        answers.add(status);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/factory.crl";
    }

    private Revocation open(RevocationWishes wishes) throws RevocationStartException {
        return Revocation.open(
                wishes.issuers(folder.resolve("ca.pem")).settings(),
                folder,
                new Nobody(),
                new RevocationMetrics(new SimpleMeterRegistry()),
                InstantSource.system());
    }

    private RevocationWishes fetching() {
        return RevocationWishes.none().urls(address()).atMost(50_000);
    }

    private boolean revoked(Revocation revocation) {
        byte[] der = TestAuthority.encoded(device.issued().leaf());
        return revocation.refusal(device.certificateId(), der) != null;
    }

    @Test
    void a_crl_is_fetched_at_the_start_and_again_on_time() throws Exception {
        try (Revocation revocation = open(fetching().every(Duration.ofSeconds(1)))) {
            revocation.watch(new NoSessions());
            assertThat(revoked(revocation)).isFalse();

            body = authority.list().numbered(2).revoking(device).der();

            await().atMost(Duration.ofSeconds(10)).until(() -> revoked(revocation));
        }
    }

    /** None that would have to be told. */
    private static final class NoSessions implements LiveCertificates {
        @Override
        public Set<String> ids(boolean connected) {
            return Set.of();
        }

        @Override
        public void trustChanged() {}

        @Override
        public void changed(Set<String> ids, long noticedNanos) {
            throw new AssertionError("nobody is concerned");
        }
    }

    @Test
    void the_server_is_told_what_is_here_already() throws Exception {
        try (Revocation revocation = open(fetching())) {
            assertThat(revocation.reload()).containsExactly(new Revocation.Reloaded(address(), false, null));

            assertThat(answers).containsExactly(200, 304);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void a_server_that_fails_leaves_the_crl_before_in_force_now_and_after_a_restart(Fault how) throws Exception {
        body = authority.list().revoking(device).der();
        try (Revocation revocation = open(fetching())) {
            fault = how;
            Revocation.Reloaded reloaded = revocation.reload().getFirst();

            assertThat(reloaded.problem()).isNotNull();
            assertThat(revoked(revocation)).isTrue();
        }
        try (Revocation restarted = open(fetching().hard())) {
            assertThat(revoked(restarted)).isTrue();
            assertThat(Objects.requireNonNull(restarted.sources().getFirst().problem()))
                    .isNotBlank();
        }
    }

    @Test
    void in_hard_mode_a_server_that_fails_stops_the_first_start() {
        fault = Fault.ABSENT;

        assertThatThrownBy(() -> open(fetching().hard()))
                .hasMessageContaining(address() + ": status 404")
                .hasMessageContaining("does not start");
    }

    @Test
    void what_was_kept_on_the_disk_is_verified_again() throws Exception {
        open(fetching()).close();
        Path kept;
        try (var files = Files.list(folder.resolve("crl"))) {
            kept = files.findFirst().orElseThrow();
        }
        Files.write(kept, TestAuthority.named("factory").crl());
        fault = Fault.ABSENT;

        assertThatThrownBy(() -> open(fetching().hard())).isInstanceOf(RevocationStartException.class);
    }

    @Test
    void a_file_larger_than_allowed_is_not_read_to_its_end() throws Exception {
        Path large = Files.write(folder.resolve("large.crl"), new byte[60_000]);
        try (Revocation revocation = open(RevocationWishes.none().files(large).atMost(50_000))) {
            assertThat(revocation.sources().getFirst().problem()).contains("more than 50000 bytes");
        }
    }
}
