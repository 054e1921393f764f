package io.gatehouse.load.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.load.device.Failure;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Generator;
import io.gatehouse.load.measure.Interval;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Quantile;
import io.gatehouse.load.measure.Timeline;
import io.gatehouse.load.measure.Totals;
import io.gatehouse.load.measure.Verdict;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * A run for programs. Names do not change; new ones may be added.
 *
 * <pre>
 * {
 *   "version": 1,
 *   "scenario": "fan-in", "command": "…", "begun": "2026-11-29T20:00:00Z",
 *   "setting": { "clients": "1,000", … },            texts for people
 *   "machine": { … },                                texts for people
 *   "seconds": 60.004,                               measured, without the warm-up, as all of the next four are
 *   "until": "2026-11-29T20:01:02.310Z",             end of what was measured
 *   "counts": { "connects": 1000, …, "held_back": 0, … },             each Count, 0 too
 *   "rates": { … },                                  the same, a second
 *   "latencies": { "delivery": { "timed": 5000, "p50_ns": …, "p90_ns": …, "p99_ns": …, "p99_9_ns": …,
 *                                "max_ns": …, "mean_ns": … } },       those that were timed
 *   "phases": [ { "name": "morning", "seconds": 30.0, "open": 400, "counts": {}, "latencies": {}, "failures": [] } ],
 *                                                    of a scenario file, those of the warm-up too
 *   "failures": [ { "kind": "tls_alert", "detail": "unknown_ca", "number": 3 } ],
 *   "generator": { "processors": 0.31, "busiest_thread": 0.62,        1: all of them, all of one
 *                  "was_the_limit": false, "sentences": [] },         sentences for people
 *   "findings": { … },                               texts for people
 *   "assertions": [ { "assertion": "p99&lt;50ms", "held": true, "measured": "12.35 ms (delivery)" } ],
 *   "held": true,                                    all of them
 *   "intervals": [ { "seconds": 1.0, "length": 1.0, "open": 400,      those of the warm-up too; seconds is their end
 *                    "counts": {}, "latencies": {}, "failures": [], "generator": {} } ]
 * }
 * </pre>
 */
public final class JsonReport {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonReport() {}

    /** @return indented, with a line's end */
    public static String of(RunReport report) {
        try {
            return JSON.writeValueAsString(tree(report)) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers can be written", e);
        }
    }

    private static ObjectNode tree(RunReport report) {
        Timeline timeline = report.timeline();
        ObjectNode json = JSON.createObjectNode();
        json.put("version", VERSION);
        json.put("scenario", report.scenario());
        json.put("command", report.command());
        json.put("begun", report.begun().toString());
        texts(json.putObject("setting"), report.setting());
        texts(json.putObject("machine"), report.machine());
        json.put("seconds", rounded(timeline.measured()));
        json.put("until", timeline.measuredUntil().toString());
        counts(json.putObject("counts"), timeline::count);
        ObjectNode rates = json.putObject("rates");
        for (Count count : Count.values()) {
            double rate = timeline.measured() == 0 ? 0 : timeline.count(count) / timeline.measured();
            rates.put(Names.of(count), rounded(rate));
        }
        latencies(json.putObject("latencies"), timeline.latencies());
        ArrayNode phases = json.putArray("phases");
        timeline.named().forEach((name, totals) -> phase(phases.addObject(), name, totals));
        failures(json.putArray("failures"), timeline.failures());
        ObjectNode generator = json.putObject("generator");
        generator(generator, timeline.generator());
        ArrayNode sentences = JSON.createArrayNode();
        report.ownLimit().forEach(sentences::add);
        generator.put("was_the_limit", !sentences.isEmpty());
        generator.set("sentences", sentences);
        texts(json.putObject("findings"), report.findings());
        ArrayNode assertions = json.putArray("assertions");
        for (Verdict verdict : report.verdicts()) {
            assertions
                    .addObject()
                    .put("assertion", verdict.assertion())
                    .put("held", verdict.held())
                    .put("measured", verdict.measured());
        }
        json.put("held", report.verdicts().stream().allMatch(Verdict::held));
        ArrayNode intervals = json.putArray("intervals");
        timeline.intervals().forEach(each -> interval(intervals.addObject(), each));
        return json;
    }

    private static void phase(ObjectNode json, String name, Totals totals) {
        json.put("name", name);
        json.put("seconds", rounded(totals.seconds()));
        json.put("open", totals.open());
        counts(json.putObject("counts"), totals::count);
        latencies(json.putObject("latencies"), totals.latencies());
        failures(json.putArray("failures"), totals.failures());
    }

    private static void interval(ObjectNode json, Interval interval) {
        json.put("seconds", rounded(interval.seconds()));
        json.put("length", rounded(interval.length()));
        json.put("open", interval.open());
        counts(json.putObject("counts"), interval::count);
        latencies(json.putObject("latencies"), interval.latencies());
        failures(json.putArray("failures"), interval.failures());
        generator(json.putObject("generator"), interval.generator());
    }

    private static void texts(ObjectNode json, Map<String, String> texts) {
        texts.forEach(json::put);
    }

    private static void counts(ObjectNode json, ToLongFunction<Count> counts) {
        for (Count count : Count.values()) {
            json.put(Names.of(count), counts.applyAsLong(count));
        }
    }

    private static void latencies(ObjectNode json, Map<Latency, Histogram> latencies) {
        for (Latency latency : Latency.values()) {
            Histogram histogram = latencies.get(latency);
            if (histogram != null) {
                ObjectNode each = json.putObject(Names.of(latency));
                each.put("timed", histogram.getTotalCount());
                for (Quantile quantile : Quantile.values()) {
                    each.put(Names.of(quantile) + "_ns", Math.round(quantile.of(histogram)));
                }
            }
        }
    }

    private static void failures(ArrayNode json, Map<Failure, Long> failures) {
        for (Map.Entry<Failure, Long> each : FailureCounts.inOrder(failures)) {
            json.addObject()
                    .put("kind", Names.of(each.getKey().kind()))
                    .put("detail", each.getKey().detail())
                    .put("number", each.getValue());
        }
    }

    private static void generator(ObjectNode json, Generator generator) {
        json.put("processors", rounded(generator.processors()));
        json.put("busiest_thread", rounded(generator.busiest()));
    }

    private static double rounded(double number) {
        return Math.round(number * 1000) / 1000.0;
    }
}
