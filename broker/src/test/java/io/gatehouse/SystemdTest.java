package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.gatehouse.harness.NotifyListener;
import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears, on a real datagram socket. */
class SystemdTest {
    @TempDir
    Path folder;

    private String socket = "";

    @BeforeEach
    void place() {
        assumeTrue(Epoll.isAvailable(), "no epoll here");
        socket = folder.resolve("notify").toString();
    }

    @Test
    void it_hears_a_start_a_reload_and_a_stop_in_their_order() {
        try (var listener = new NotifyListener(socket);
                var systemd = Systemd.of(Map.of("NOTIFY_SOCKET", socket))) {
            systemd.ready();
            systemd.reloading();
            systemd.ready();
            systemd.stopping();

            await().until(() -> listener.heard().size() == 4);
            assertThat(listener.heard())
                    .extracting(state -> state.lines().findFirst().orElse(""))
                    .containsExactly("READY=1", "RELOADING=1", "READY=1", "STOPPING=1");
            assertThat(listener.heard()).allSatisfy(state -> assertThat(state).containsPattern("\nSTATUS=\\w+"));
        }
    }

    @Test
    void a_reload_says_when_it_began_by_the_clock_of_the_kernel() {
        long before = System.nanoTime() / 1000;
        try (var listener = new NotifyListener(socket);
                var systemd = Systemd.of(Map.of("NOTIFY_SOCKET", socket))) {
            systemd.reloading();

            await().until(() -> listener.heard().size() == 1);
            String began = listener.heard()
                    .getFirst()
                    .lines()
                    .filter(line -> line.startsWith("MONOTONIC_USEC="))
                    .findFirst()
                    .orElseThrow();
            assertThat(Long.parseLong(began.substring(began.indexOf('=') + 1)))
                    .isBetween(before, System.nanoTime() / 1000);
        }
    }

    @Test
    void an_abstract_socket_is_one_too() {
        String name = "gatehouse-test-" + ProcessHandle.current().pid();
        try (var listener = new NotifyListener("\0" + name);
                var systemd = Systemd.of(Map.of("NOTIFY_SOCKET", "@" + name))) {
            systemd.ready();

            await().until(() -> listener.heard().size() == 1);
        }
    }

    @Test
    void the_watchdog_is_fed_for_as_long_as_the_broker_lives() {
        AtomicInteger asked = new AtomicInteger();
        String self = Long.toString(ProcessHandle.current().pid());
        try (var listener = new NotifyListener(socket);
                var systemd =
                        Systemd.of(Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "20000", "WATCHDOG_PID", self))) {
            systemd.watch(() -> asked.incrementAndGet() <= 3);

            await().until(() -> asked.get() >= 6);
            systemd.stopping(); // sent after all that was fed

            await().until(() -> listener.heard().stream().anyMatch(state -> state.startsWith("STOPPING")));
            assertThat(listener.heard()).filteredOn("WATCHDOG=1"::equals).hasSize(3);
        }
    }

    @Test
    void the_watchdog_of_another_process_is_not_fed() {
        try (var listener = new NotifyListener(socket);
                var systemd =
                        Systemd.of(Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1"))) {
            AtomicInteger asked = new AtomicInteger();
            systemd.watch(() -> asked.incrementAndGet() > 0);
            systemd.ready();

            await().until(() -> !listener.heard().isEmpty());
            assertThat(asked).hasValue(0);
        }
    }

    @Test
    void where_nobody_listens_the_broker_goes_on() {
        try (var nobody = Systemd.of(Map.of());
                var absent = Systemd.of(Map.of("NOTIFY_SOCKET", socket));
                var odd = Systemd.of(Map.of("NOTIFY_SOCKET", "vsock:2:1234"))) {
            for (Systemd each : new Systemd[] {nobody, absent, odd}) {
                each.ready();
                each.watch(() -> true);
                each.stopping();
            }
        }
    }

    @Test
    void a_watchdog_that_is_no_number_is_left_alone() {
        try (var listener = new NotifyListener(socket);
                var systemd = Systemd.of(Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "often"))) {
            systemd.watch(() -> true);
            systemd.ready();

            await().until(() -> !listener.heard().isEmpty());
            assertThat(listener.heard()).noneMatch("WATCHDOG=1"::equals);
        }
    }

    @Test
    void the_broker_lives_while_livez_says_so() throws Exception {
        AtomicInteger status = new AtomicInteger(200);
        HttpServer probes = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        probes.createContext("/livez", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        probes.start();
        var probe = new LivenessProbe(probes.getAddress());
        try {
            assertThat(probe.getAsBoolean()).isTrue();
            status.set(503);
            assertThat(probe.getAsBoolean()).isFalse();
        } finally {
            probes.stop(0);
        }
        assertThat(probe.getAsBoolean()).as("nobody answers").isFalse();
    }
}
