package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Three codecs beside each other: what a PUBLISH costs on its way in, and for each receiver on its way out. */
final class Codec implements Question {
    private static final List<Way> WAYS = List.of(
            new Way("decode", "PublishDecodeBenchmark.gatehouse", "Gatehouse"),
            new Way("decode", "PublishDecodeBenchmark.hivemq", "HiveMQ"),
            new Way("decode", "PublishDecodeBenchmark.netty", "Netty"),
            new Way("encode", "PublishEncodeBenchmark.encodeAndWrite", "Gatehouse, first receiver"),
            new Way("encode", "PublishEncodeBenchmark.writeAgain", "Gatehouse, every other"),
            new Way("encode", "PublishEncodeBenchmark.hivemq", "HiveMQ"),
            new Way("encode", "PublishEncodeBenchmark.netty", "Netty"));

    /** @param codec whose it is */
    private record Way(String what, String benchmark, String codec) {
        @Nullable
        Measurement in(Results results, String version) {
            return results.one(benchmark, Map.of("version", version, "payloadBytes", "64"))
                    .orElse(null);
        }
    }

    @Override
    public String title() {
        return "Why a codec of its own for PUBLISH?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Chart chart = Chart.bars("", "µs for each packet of MQTT 5.0, 64 B and properties")
                .lying();
        Table table = new Table("PUBLISH of 64 B", "3.1.1", "bytes allocated", "5.0", "bytes allocated");
        for (Way way : WAYS) {
            Measurement three = way.in(results, "MQTT_3_1_1");
            Measurement five = way.in(results, "MQTT_5");
            if (three == null || five == null) {
                continue;
            }
            String name = way.what() + ": " + way.codec();
            chart.add("", name, five.score() / 1000, five.error() / 1000);
            table.row(
                    name,
                    Words.nanos(three.score()),
                    Words.allocated(three),
                    Words.nanos(five.score()),
                    Words.allocated(five));
        }
        Measurement ours = WAYS.get(0).in(results, "MQTT_5");
        Measurement hivemq = WAYS.get(1).in(results, "MQTT_5");
        Measurement again = WAYS.get(4).in(results, "MQTT_5");
        Measurement anew = WAYS.get(5).in(results, "MQTT_5");
        if (ours == null || hivemq == null || again == null || anew == null) {
            return Optional.empty();
        }
        return Optional.of(new Answer(
                List.of(
                        "Because a broker does nothing else as often: a PUBLISH of MQTT 5.0"
                                + " takes " + Words.nanos(ours.score()) + " to decode here and "
                                + Words.nanos(hivemq.score()) + " with HiveMQ's decoder, which allocates "
                                + Words.allocated(hivemq) + " bytes in place of " + Words.allocated(ours) + ".",
                        "On the way out it is encoded once and copied for each receiver with its packet identifier: "
                                + Words.nanos(again.score()) + " for each after the first, where an encoder that begins"
                                + " anew takes " + Words.nanos(anew.score()) + ".",
                        "Control packets are decoded by HiveMQ's codec all the same: a connection has few of them, and"
                                + " they have the most rules."),
                chart,
                table));
    }
}
