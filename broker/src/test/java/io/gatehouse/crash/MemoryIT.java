package io.gatehouse.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.config.MemorySettings;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.security.Frames;
import io.gatehouse.security.RawClient;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that may take 384 MiB, and clients that are sent far more than they take: until it has dropped messages of
 * both kinds, and as long as the property {@code gatehouse.memory.seconds} says.
 */
final class MemoryIT {
    private static final MemorySettings MEMORY = new MemorySettings(384L << 20);
    private static final Duration FLOOD = Duration.ofSeconds(Integer.getInteger("gatehouse.memory.seconds", 3));
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SLEEPERS = 60; // at the limits of each they would take seven times the heap
    private static final int OF_QOS_0 = 10; // whose sockets have to be filled before anything is dropped
    private static final String PAYLOAD = "w".repeat(250_000);

    private final List<RawClient> sleepers = new ArrayList<>();
    private final AtomicLong published = new AtomicLong();
    private volatile boolean over;

    @Test
    void whatever_is_published_the_process_stays_within_its_limit_and_serves_who_takes_what_he_gets(@TempDir Path data)
            throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "what a process takes is read from /proc");
        SSLContext tls = Ground.lay(data);
        try (BrokerProcess broker = BrokerProcess.within(MEMORY, data, List.of())) {
            int port = broker.awaitReady();
            for (int i = 0; i < SLEEPERS; i++) {
                RawClient sleeper = RawClient.of(port, tls);
                sleepers.add(sleeper);
                sleeper.admitted(Frames.Connect.mqtt5("sleeper-" + i));
                sleeper.subscribe("to/" + i);
            }
            List<Thread> publishers = new ArrayList<>();
            try (RawClient taker = RawClient.of(port, tls)) {
                taker.admitted(Frames.Connect.mqtt5("taker"));
                taker.subscribe("taken");
                publishers.add(Thread.ofVirtual().start(() -> flood(port, tls, 1)));
                serve(taker, data, "MEMORY_LIMIT");
                publishers.add(Thread.ofVirtual().start(() -> flood(port, tls, 0)));
                serve(taker, data, "SLOW_CONSUMER");
                long until = System.nanoTime() + FLOOD.toNanos();
                while (System.nanoTime() - until < 0) {
                    serve(taker);
                }
            }
            over = true;
            for (Thread publisher : publishers) {
                publisher.join();
            }

            assertThat(broker.hasEnded()).as("%s", broker.output()).isFalse();
            long resident = mostResidentBytes(broker.pid());
            String scrape = scrape(data);
            System.out.printf( // the figures of the soak: this test's output
                    "%d messages of %d bytes published; dropped: %.0f MEMORY_LIMIT, %.0f SLOW_CONSUMER; resident at the"
                            + " most: %d of %d MiB%n",
                    published.get(),
                    PAYLOAD.length(),
                    counted(scrape, "MEMORY_LIMIT"),
                    counted(scrape, "SLOW_CONSUMER"),
                    resident >> 20,
                    MEMORY.limit() >> 20);
            assertThat(resident).as("resident at the most").isLessThan(MEMORY.limit());
            assertThat(broker.output()).noneMatch(line -> line.contains("OutOfMemory") || line.contains("ERROR"));

            for (RawClient sleeper : sleepers) {
                sleeper.close();
            }
            await().atMost(PATIENCE).until(() -> isAdmitted(port, tls));
        }
    }

    /** Until something was dropped for that reason. */
    private static void serve(RawClient taker, Path data, String reason) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (counted(scrape(data), reason) == 0) {
            assertThat(System.nanoTime() - until)
                    .as("nothing is dropped as %s", reason)
                    .isNegative();
            serve(taker);
        }
    }

    private static void serve(RawClient taker) throws IOException {
        for (int i = 0; i < 20; i++) {
            taker.publish("taken", "mine", 1);
            assertThat(taker.receive()).isEqualTo("taken mine");
        }
    }

    /** Every message to another of the sleepers, as fast as the broker takes them. */
    private void flood(int port, SSLContext tls, int qos) {
        while (!over) {
            try (RawClient client = RawClient.of(port, tls)) {
                client.admitted(Frames.Connect.mqtt5("flood-" + qos));
                for (int i = 0; !over; i++) {
                    if (qos == 0) {
                        client.send(publish(i % OF_QOS_0, 0));
                    } else {
                        client.send(publish(OF_QOS_0 + i % (SLEEPERS - OF_QOS_0), 1))
                                .expect(Answer.PUBACK);
                    }
                    published.incrementAndGet();
                }
            } catch (IOException | AssertionError again) {
                Thread.onSpinWait();
            }
        }
    }

    private static byte[] publish(int sleeper, int qos) {
        return Frames.publish(ProtocolVersion.MQTT_5, "to/" + sleeper, PAYLOAD, qos, false);
    }

    private static boolean isAdmitted(int port, SSLContext tls) {
        try (RawClient client = RawClient.of(port, tls)) {
            client.admitted(Frames.Connect.mqtt5("later"));
            return true;
        } catch (IOException | AssertionError notYet) {
            return false;
        }
    }

    private static long mostResidentBytes(long process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private static String scrape(Path data) throws Exception {
        Pattern health = Pattern.compile("\"health\"\\s*:\\s*\"([^\"]+)\"");
        String address = health.matcher(Files.readString(data.resolve("admin.json")))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(address + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static double counted(String scrape, String reason) {
        return Pattern.compile("gatehouse_messages_dropped_total\\{reason=\"" + reason + "\"\\} (\\S+)")
                .matcher(scrape)
                .results()
                .map(MatchResult::group)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }
}
