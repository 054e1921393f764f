package io.gatehouse.load.report;

import io.gatehouse.load.device.Failure;
import io.gatehouse.load.device.Failure.Kind;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Generator;
import io.gatehouse.load.measure.Interval;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Part;
import io.gatehouse.load.measure.Phase;
import io.gatehouse.load.measure.Timeline;
import io.gatehouse.load.measure.Verdict;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** A run that was not made: ten seconds in which 2,000 devices connect, then 5,000 messages a second with a stall. */
final class SampleRun {
    private static final int WARM_UP = 10;
    private static final int SECONDS = 90;
    private static final int STALL = 60;
    private static final long MICROSECOND = 1_000;

    private final Random random = new Random(1);
    private final Timeline timeline = new Timeline();

    private SampleRun() {}

    static RunReport report() {
        return report(new Generator(0.41, 0.63), 60);
    }

    /** @param lag of sending, at the middle, in microseconds */
    static RunReport report(Generator generator, double lag) {
        SampleRun run = new SampleRun();
        for (int second = 1; second <= SECONDS; second++) {
            run.second(second, generator, lag);
        }
        return of(run.timeline);
    }

    static RunReport of(Timeline timeline) {
        Map<String, String> setting = new LinkedHashMap<>();
        setting.put("broker", "localhost:8883");
        setting.put("clients", "2,000");
        setting.put("rate", "5,000/s, QoS 1, 256 bytes");
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processor", "one <fast> & good, 2 cores");
        machine.put("TLS library", "BoringSSL");
        return new RunReport(
                "fan-in",
                "./gatehouse load fan-in --clients 2000 --rate 5000 --qos 1 --assert 'p99<50ms' --assert loss==0",
                Instant.parse("2026-11-29T20:00:00.123456Z"),
                setting,
                machine,
                timeline,
                Map.of("first message", "12.40 ms after CONNACK"),
                List.of(new Verdict("p99<50ms", true, "49.35 ms (delivery)"), new Verdict("loss==0", false, "3")));
    }

    private void second(int second, Generator generator, double lag) {
        boolean warmUp = second <= WARM_UP;
        Map<Count, Long> counts = new EnumMap<>(Count.class);
        Map<Latency, Histogram> latencies = new EnumMap<>(Latency.class);
        Map<Failure, Long> failures = new HashMap<>();
        double slower = second >= STALL && second < STALL + 3 ? 40 : 1;
        if (warmUp) {
            counts.put(Count.CONNECTS, 201L);
            counts.put(Count.CONNECTED, 200L);
            latencies.put(Latency.TLS, times(200, 4000));
            latencies.put(Latency.CONNECT, times(200, 5200));
        } else {
            long connects = 5 + random.nextInt(10);
            counts.put(Count.CONNECTS, connects);
            counts.put(Count.CONNECTED, connects - 2);
            counts.put(Count.DUE, 5000L);
            counts.put(Count.SENT, slower > 1 ? 4200L : 5000L);
            counts.put(Count.HELD_BACK, slower > 1 ? 800L : 0L);
            counts.put(Count.ACKNOWLEDGED, slower > 1 ? 4200L : 5000L);
            counts.put(Count.RECEIVED, slower > 1 ? 4199L : 5000L);
            counts.put(Count.LOST, slower > 1 ? 1L : 0L);
            latencies.put(Latency.TLS, times(10, 3800));
            latencies.put(Latency.CONNECT, times(10, 5000));
            latencies.put(Latency.ACKNOWLEDGEMENT, times(5000, 700 * slower));
            latencies.put(Latency.DELIVERY, times(5000, 900 * slower));
            latencies.put(Latency.SEND_LAG, times(5000, lag));
            failures.put(new Failure(Kind.TLS_ALERT, "certificate_revoked"), 1L);
            failures.put(new Failure(Kind.CONNACK, "not authorized (0x87)"), (long) random.nextInt(2));
            if (slower > 1) {
                failures.put(new Failure(Kind.TIMED_OUT, "answer"), 31L);
            }
        }
        long open = warmUp ? second * 200L : 2000 - random.nextInt(4);
        timeline.add(
                new Interval(second, 1, open, counts, latencies, failures, generator),
                new Part(warmUp ? Phase.WARMING_UP : Phase.MEASURING, ""));
    }

    /** Around a middle, with a long tail, as times are. */
    private Histogram times(int many, double microseconds) {
        Histogram histogram = new Histogram(3_600_000_000_000L, 3);
        for (int i = 0; i < many; i++) {
            double spread = Math.exp(random.nextGaussian() * 0.5) * (random.nextInt(200) == 0 ? 8 : 1);
            histogram.recordValue((long) (microseconds * spread * MICROSECOND));
        }
        return histogram;
    }
}
