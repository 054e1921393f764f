package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.ShutdownSettings;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Provisioning;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two brokers behind a load balancer that looks at their readiness, of which one is restarted, then the other. */
final class RollingRestartIT {
    private static final int CLIENTS = 1000;
    private static final int RATE = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ShutdownSettings RESTART =
            new ShutdownSettings(Duration.ofMillis(500), RATE, Duration.ofMinutes(1), Duration.ofSeconds(20));

    private final TestDevice device = RunningBroker.stranger("fleet");
    private final SSLContext tls = device.sslContext();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> received = ConcurrentHashMap.newKeySet();
    private final Queue<Long> comings = new ConcurrentLinkedQueue<>();
    private final Semaphore atOnce = new Semaphore(32); // this machine makes both ends of every handshake
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger unlike0x8B = new AtomicInteger();
    private volatile boolean publishing = true;
    private volatile boolean over;

    private volatile RunningBroker first;
    private RunningBroker second;
    private volatile RunningBroker target; // of the load balancer

    RollingRestartIT() throws CertificateEncodingException {
        first = broker();
        second = broker();
        target = first;
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void a_thousand_clients_move_at_the_rate_and_lose_nothing_when_brokers_restart_one_after_the_other()
            throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String id = "c" + i;
            threads.add(Thread.ofVirtual().start(() -> live(id)));
        }
        allAreConnected();
        Thread publisher = Thread.ofVirtual().start(this::publish);
        await().atMost(PATIENCE).until(() -> acknowledged.size() > 100);

        comings.clear();
        first = restarted(first, second);
        allAreConnected();
        assertThat(mostInASecond()).as("reconnects in the busiest second").isLessThan(2 * RATE);
        int before = acknowledged.size();
        await().atMost(PATIENCE).until(() -> acknowledged.size() > before + 100);
        publishing = false;
        publisher.join();

        second = restarted(second, first); // what waits at the first is for the clients of the second
        allAreConnected();
        await().atMost(PATIENCE).until(() -> received.containsAll(acknowledged));
        assertThat(acknowledged).hasSizeGreaterThan(100);
        assertThat(unlike0x8B).as("farewells without 0x8B").hasValue(0);

        over = true;
        first.stop();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private RunningBroker broker() throws CertificateEncodingException {
        RunningBroker broker = RunningBroker.start(
                Compatibility.EXTENDED, configuration -> RunningBroker.withShutdown(configuration, RESTART));
        RunningBroker.done(broker.registry()
                .provision(new Provisioning(
                        device.name(),
                        null,
                        Map.of(),
                        device.issued().leaf().getEncoded(),
                        CertificateStatus.ACTIVE,
                        "everything",
                        Policies.everything())));
        return broker;
    }

    /** The load balancer sends everybody to {@code other} as soon as it sees that this one is not ready. */
    private RunningBroker restarted(RunningBroker broker, RunningBroker other) throws Exception {
        Thread stop = Thread.ofPlatform().start(broker::stop);
        await().atMost(PATIENCE).until(() -> broker.http("/readyz").statusCode() == 503);
        target = other;
        stop.join();
        return broker.restarted();
    }

    private void allAreConnected() {
        await().atMost(PATIENCE).until(connected::get, now -> now == CLIENTS);
    }

    private long mostInASecond() {
        long[] sorted = comings.stream().mapToLong(Long::longValue).sorted().toArray();
        int most = 0;
        for (int first = 0, last = 0; last < sorted.length; last++) {
            while (sorted[last] - sorted[first] >= Duration.ofSeconds(1).toNanos()) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private void live(String id) {
        while (!over) {
            comings.add(System.nanoTime());
            try (RawClient client = connected(id)) {
                client.send(Frames.subscribe(ProtocolVersion.MQTT_5, "to/" + id)); // what waited may come first
                connected.incrementAndGet();
                try {
                    listen(client);
                } finally {
                    connected.decrementAndGet();
                }
            } catch (IOException | AssertionError notNow) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos()); // as devices back off
            }
        }
    }

    private RawClient connected(String id) throws IOException {
        atOnce.acquireUninterruptibly();
        try {
            RawClient client = RawClient.of(target, tls);
            try {
                client.admitted(Frames.Connect.mqtt5(id).persistent());
                return client;
            } catch (IOException | AssertionError failed) {
                client.close();
                throw failed;
            }
        } finally {
            atOnce.release();
        }
    }

    private void listen(RawClient client) throws IOException {
        for (Answer answer = client.next(); answer != null; answer = client.next()) {
            if (answer.type() == Answer.PUBLISH) {
                received.add(answer.payload());
                client.send(Frames.acknowledge(0x40, answer.packetId()));
            } else if (answer.type() == Answer.DISCONNECT && answer.code() != 0x8B) {
                unlike0x8B.incrementAndGet();
            }
        }
    }

    /** One message after the other, each until the first broker has acknowledged it, before or after its restart. */
    private void publish() {
        int next = 0;
        while (publishing) {
            try (RawClient client = RawClient.of(first, tls)) {
                client.admitted(Frames.Connect.mqtt5("publisher"));
                while (publishing) {
                    client.publish("to/c" + next % CLIENTS, "message " + next, 1);
                    acknowledged.add("message " + next);
                    next++;
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos()); // the rate of the test, and no wait
                }
            } catch (IOException | AssertionError notNow) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }
}
