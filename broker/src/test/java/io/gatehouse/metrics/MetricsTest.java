package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gatehouse.loop.Clock;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.Refusals;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final int MAX_SERIES = 1500;

    private final Metrics metrics = new Metrics(2);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void a_scrape_sums_up_the_loops() {
        metrics.loop(0).packetReceived(3);
        metrics.loop(1).packetReceived(3);
        metrics.loop(1).packetSent(4);
        metrics.loop(0).bytesReceived(100);
        metrics.loop(1).bytesSent(50);
        metrics.loop(1).bytesSent(25);

        assertThat(value("gatehouse_packets_total{direction=\"received\",type=\"publish\"}"))
                .isEqualTo(2);
        assertThat(value("gatehouse_packets_total{direction=\"sent\",type=\"puback\"}"))
                .isEqualTo(1);
        assertThat(value("gatehouse_bytes_total{direction=\"received\"}")).isEqualTo(100);
        assertThat(value("gatehouse_bytes_total{direction=\"sent\"}")).isEqualTo(75);
    }

    @Test
    void a_count_that_nobody_else_holds_goes_on_after_a_collection() {
        AtomicLong dropped = new AtomicLong(1);
        metrics.history(() -> 0, () -> 0, dropped::get);
        WeakReference<Object> collected = new WeakReference<>(new Object());

        Awaitility.await().until(() -> {
            System.gc();
            return collected.get() == null;
        });
        dropped.set(7);

        assertThat(value("gatehouse_history_dropped_total")).isEqualTo(7);
    }

    @Test
    void every_loop_counter_can_be_driven_to_exactly_what_was_counted() {
        LoopCounters loop = metrics.loop(0);
        for (int type = 1; type <= 15; type++) {
            times(type, loop::packetReceived, type);
            times(type + 20, loop::packetSent, type);
        }
        for (int qos = 0; qos <= 2; qos++) {
            times(qos + 1, loop::publishReceived, qos);
            times(qos + 5, loop::publishDelivered, qos);
        }
        for (int action = 0; action < LoopCounters.ACTIONS.size(); action++) {
            times(action + 1, number -> loop.authorization(number, true, false), action);
            times(action + 9, number -> loop.authorization(number, false, false), action);
            times(action + 17, number -> loop.authorization(number, false, true), action);
        }
        for (Reason reason : LoopCounters.DROP_REASONS) {
            loop.dropped(reason);
        }
        loop.sessionTakenOver();
        loop.flushed();

        for (int type = 1; type <= 15; type++) {
            String name = LoopCounters.PACKET_TYPES.get(type);
            if (LoopCounters.RECEIVED.contains(name)) {
                assertThat(value("gatehouse_packets_total{direction=\"received\",type=\"" + name + "\"}"))
                        .isEqualTo(type);
            }
            if (LoopCounters.SENT.contains(name)) {
                assertThat(value("gatehouse_packets_total{direction=\"sent\",type=\"" + name + "\"}"))
                        .isEqualTo(type + 20);
            }
        }
        for (int qos = 0; qos <= 2; qos++) {
            assertThat(value("gatehouse_publish_total{direction=\"received\",qos=\"" + qos + "\"}"))
                    .isEqualTo(qos + 1);
            assertThat(value("gatehouse_publish_total{direction=\"sent\",qos=\"" + qos + "\"}"))
                    .isEqualTo(qos + 5);
        }
        for (int action = 0; action < LoopCounters.ACTIONS.size(); action++) {
            String decisions = "gatehouse_authz_decisions_total{action=\"" + LoopCounters.ACTIONS.get(action) + "\",";
            assertThat(value(decisions + "cause=\"none\",decision=\"allow\"}")).isEqualTo(action + 1);
            assertThat(value(decisions + "cause=\"implicit\",decision=\"deny\"}"))
                    .isEqualTo(action + 9);
            assertThat(value(decisions + "cause=\"explicit\",decision=\"deny\"}"))
                    .isEqualTo(action + 17);
        }
        for (Reason reason : LoopCounters.DROP_REASONS) {
            assertThat(value("gatehouse_messages_dropped_total{reason=\"" + reason + "\"}"))
                    .isEqualTo(1);
        }
        assertThat(value("gatehouse_session_takeovers_total")).isEqualTo(1);
        assertThat(value("gatehouse_flushes_total")).isEqualTo(1);
    }

    @Test
    void a_drop_needs_a_reason_of_delivery() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> metrics.loop(0).dropped(Reason.TLS_FAILED))
                .withMessageContaining("SLOW_CONSUMER");
    }

    @Test
    void connections_are_counted_when_they_come_and_when_they_go() {
        ConnectionMetrics.Open first = metrics.connections().accepted("mqtts", "mqtt5", "TLSv1.3");
        ConnectionMetrics.Open second = metrics.connections().accepted("mqtts", "mqtt5", "TLSv1.3");
        metrics.connections().accepted("mqtts", "mqtt311", "TLSv1.2");
        first.closed();

        String kind = "{listener=\"mqtts\",protocol=\"mqtt5\",tls_version=\"TLSv1.3\"}";
        assertThat(value("gatehouse_connections" + kind)).isEqualTo(1);
        assertThat(value("gatehouse_connects_total{reason=\"none\",result=\"accepted\"}"))
                .isEqualTo(3);
        second.closed();
        assertThat(value("gatehouse_connections" + kind)).isZero();
    }

    @Test
    void handshakes_are_counted_and_timed() {
        metrics.tls().handshakeCompleted("mqtts", false, "x25519", TimeUnit.MILLISECONDS.toNanos(3));
        metrics.tls().handshakeCompleted("mqtts", false, "a name of the peer's choice", 1);

        String labels = "\"mqtts\",reason=\"none\",result=\"completed\",resumed=\"false\"}";
        assertThat(value("gatehouse_tls_handshakes_total{group=\"x25519\",listener=" + labels))
                .isEqualTo(1);
        assertThat(value("gatehouse_tls_handshakes_total{group=\"other\",listener=" + labels))
                .isEqualTo(1);
        String duration = "gatehouse_tls_handshake_duration_seconds_";
        assertThat(value(duration + "count{listener=\"mqtts\",resumed=\"false\"}"))
                .isEqualTo(2);
        assertThat(value(duration + "bucket{listener=\"mqtts\",resumed=\"false\",le=\"0.005\"}"))
                .isEqualTo(2);
        assertThat(value(duration + "bucket{listener=\"mqtts\",resumed=\"false\",le=\"0.001\"}"))
                .isEqualTo(1);
    }

    @Test
    void gauges_show_what_is_true_at_the_scrape() {
        long[] now = {5};
        metrics.sessions(() -> now[0]);
        metrics.retainedMessages(() -> now[0] + 1);
        metrics.subscriptions(() -> now[0] + 2);
        metrics.tls().certificateNotAfter("server", () -> 1_900_000_000L);
        metrics.policyPropagated(TimeUnit.MILLISECONDS.toNanos(5));
        metrics.buildInfo("1.2.3", "abc", "BoringSSL");
        now[0] = 7;

        assertThat(value("gatehouse_sessions")).isEqualTo(7);
        assertThat(value("gatehouse_retained_messages")).isEqualTo(8);
        assertThat(value("gatehouse_subscriptions")).isEqualTo(9);
        assertThat(value("gatehouse_certificate_not_after_timestamp_seconds{role=\"server\"}"))
                .isEqualTo(1.9e9);
        assertThat(value("gatehouse_policy_propagation_seconds_bucket{le=\"0.01\"}"))
                .isEqualTo(1);
        assertThat(metrics.scrape())
                .contains("gatehouse_build_info{")
                .contains("version=\"1.2.3\"")
                .contains("tls_engine=\"BoringSSL\"");
    }

    @Test
    void the_process_and_netty_can_be_seen() throws InterruptedException {
        var loops = new DefaultEventExecutorGroup(1);
        metrics.bindJvm();
        metrics.bindNetty(PooledByteBufAllocator.DEFAULT, loops);

        assertThat(metrics.scrape())
                .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads ", "process_files_open_files ")
                .contains("netty_allocator_memory_used{", "netty_eventexecutor_tasks_pending{");
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }

    @Test
    void the_number_of_series_is_bounded() {
        for (String protocol : List.of("mqtt31", "mqtt311", "mqtt5")) {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                metrics.connections().accepted("mqtts", protocol, version);
            }
        }
        Refusals refusals = new Refusals(metrics, List.of(), Clock.SYSTEM);
        for (Reason reason : Reason.values()) {
            for (int device = 0; device < 100; device++) {
                Client client = Client.at("mqtts", "10.0.0." + device + ":1000").named("c" + device, null, null);
                refusals.refused(reason, client, () -> Facts.NONE);
                refusals.connectionEnded(reason, Refusals.Initiator.SERVER, client, () -> Facts.NONE);
            }
        }
        metrics.bindJvm();

        List<String> series =
                metrics.scrape().lines().filter(line -> !line.startsWith("#")).toList();
        assertThat(series).hasSizeLessThan(MAX_SERIES).noneMatch(line -> line.contains("c77"));
    }

    private static void times(int times, IntConsumer action, int argument) {
        for (int i = 0; i < times; i++) {
            action.accept(argument);
        }
    }

    private double value(String series) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(series + " is missing from\n" + metrics.scrape()));
    }
}
