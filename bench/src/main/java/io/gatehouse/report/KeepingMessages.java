package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What it costs to promise that a message will not be lost, beside a file and beside only passing it on. */
final class KeepingMessages implements Question {
    private static final List<String> FSYNC = List.of("always", "off");
    private static final List<String> UNDER_WAY = List.of("1", "256");

    @Override
    public String title() {
        return "What does a promise cost?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Chart chart = Chart.bars("", "ns for each message").lying().logarithmicY();
        Table table = new Table("", "each message", "processor time", "bytes allocated");
        Measurement most = fanOut(results, "AT_MOST_ONCE");
        Measurement least = fanOut(results, "AT_LEAST_ONCE");
        add(chart, table, "to each of 1,000 sessions, QoS 0", most);
        add(chart, table, "to each of 1,000 sessions, QoS 1", least);
        for (String fsync : FSYNC) {
            for (String underWay : UNDER_WAY) {
                String name = "fsync " + fsync + ", " + underWay + " under way";
                add(chart, table, "stored, " + name, append(results, "gatehouse", fsync, underWay));
                add(chart, table, "raw file, " + name, append(results, "rawFile", fsync, underWay));
            }
        }
        Measurement alone = append(results, "gatehouse", "always", "1");
        Measurement together = append(results, "gatehouse", "always", "256");
        if (most == null || least == null || alone == null || together == null) {
            return Optional.empty();
        }
        return Optional.of(new Answer(
                List.of(
                        "With QoS 1 the broker answers when the message is on the disk, and a disk has its own pace: "
                                + Words.nanos(alone.score()) + " for one message alone, "
                                + Words.nanos(together.score())
                                + " for each of 256 that share a write and an fsync.",
                        "Passing a message on to one of a thousand sessions takes " + Words.nanos(most.score())
                                + " with QoS 0, and " + Words.nanos(least.score())
                                + " with QoS 1 and its acknowledgement, without TLS and the socket."),
                chart,
                table));
    }

    private static @Nullable Measurement fanOut(Results results, String qos) {
        return results.one("SessionFanOutBenchmark.fanOut", Map.of("qos", qos)).orElse(null);
    }

    private static @Nullable Measurement append(Results results, String method, String fsync, String underWay) {
        return results.one("LogAppendBenchmark." + method, Map.of("fsync", fsync, "underWay", underWay))
                .orElse(null);
    }

    private static void add(Chart chart, Table table, String name, @Nullable Measurement each) {
        if (each != null) {
            chart.add("", name, each.score(), each.error());
            table.row(name, Words.nanos(each.score()), Words.nanos(each.processorNanos()), Words.allocated(each));
        }
    }
}
