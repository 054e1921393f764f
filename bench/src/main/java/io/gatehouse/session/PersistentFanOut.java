package io.gatehouse.session;

import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What one QoS 1 message to many sessions costs until each of them has sent and acknowledged it: to sessions that end
 * with their connection, and to durable ones, for which it is stored first, once. The two take turns in one process;
 * connections are left out, so that what differs is the log, the cursors and nothing else.
 */
@Command(name = "PersistentFanOut", mixinStandardHelpOptions = true, description = "One message to many sessions.")
public final class PersistentFanOut implements Callable<Integer> {
    @Option(names = "--sessions", defaultValue = "10000", description = "Of each kind (default: 10000).")
    private int count;

    @Option(names = "--rounds", defaultValue = "200", description = "Messages of each kind (default: 200).")
    private int rounds;

    @Option(names = "--loops", defaultValue = "1", description = "Event loops (default: 1).")
    private int loopCount;

    private volatile CountDownLatch open = new CountDownLatch(0);

    public static void main(String[] args) {
        System.exit(new CommandLine(new PersistentFanOut()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (count < 1 || count > 1_000_000 || rounds < 1) {
            System.err.println(
                    "sessions: " + count + ", rounds: " + rounds + " (expected: 1 to 1,000,000; at least 1)");
            return 2;
        }
        try (SampleSessions sessions = new SampleSessions(loopCount)) {
            sessions.open("transient", count, Qos.AT_LEAST_ONCE, 0, this::acknowledge);
            sessions.open("durable", count, Qos.AT_LEAST_ONCE, 3600, this::acknowledge);
            measure(sessions);
        }
        return 0;
    }

    /** In a later turn, as a client does. */
    private void acknowledge(Session session, Loop home, int packetId) {
        home.post(() -> {
            session.on(new Puback(packetId, ReasonCode.SUCCESS));
            open.countDown();
        });
    }

    private void measure(SampleSessions sessions) throws InterruptedException {
        long[] shortWay = new long[rounds];
        long[] longWay = new long[rounds];
        long before = sessions.logEnd();
        for (int round = 0; round < rounds; round++) {
            shortWay[round] = send(sessions, "transient");
            longWay[round] = send(sessions, "durable");
        }
        long stored = sessions.logEnd() - before;
        Arrays.sort(shortWay);
        Arrays.sort(longWay);
        System.out.printf(Locale.ROOT, "one QoS 1 message to %,d sessions, until all have acknowledged it%n", count);
        print("end with their connection", shortWay);
        print("durable, stored first", longWay);
        System.out.printf(
                Locale.ROOT,
                "durable / transient, medians: %.2f; records in the log for each message: %.2f%n",
                (double) longWay[rounds / 2] / shortWay[rounds / 2],
                (double) stored / rounds);
    }

    private static void print(String kind, long[] nanos) {
        System.out.printf(
                Locale.ROOT,
                "  %-26s median %8.2f ms   p90 %8.2f ms%n",
                kind,
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 9 / 10] / 1e6);
    }

    private long send(SampleSessions sessions, String topic) throws InterruptedException {
        open = new CountDownLatch(count);
        Loop loop = sessions.loop();
        Message message = SampleSessions.message(topic, Qos.AT_LEAST_ONCE);
        long begin = System.nanoTime();
        loop.post(() -> {
            var _ = sessions.router().publish(message, loop, null);
            message.close();
        });
        if (!open.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not acknowledged: " + open.getCount() + " sessions (expected: none)");
        }
        return System.nanoTime() - begin;
    }
}
