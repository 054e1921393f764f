package io.gatehouse.load.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one run against one broker says.
 *
 * @param metrics those that it says something about
 * @param remarks what went wrong, in words for people
 */
record Outcome(Map<Metric, Double> metrics, List<String> remarks) {
    private static final String IDLE = "idle";
    private static final List<String> WRONG =
            List.of("lost", "duplicated", "reordered", "foreign", "held_back", "ended");

    Outcome {
        metrics = Map.copyOf(metrics);
        remarks = List.copyOf(remarks);
    }

    /**
     * @param json as {@code gatehouse load --json} writes it
     * @param samples of the broker's process while it ran
     */
    static Outcome of(JsonNode json, ProcessSamples samples) {
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        double seconds = json.path("seconds").asDouble();
        double until = Instant.parse(json.path("until").asText()).toEpochMilli();
        double from = until - seconds * 1e3;
        boolean sampled = samples.reach(from, until);
        double processorMillis = sampled ? samples.processorMillis(from, until) : 0;
        if (sampled) {
            metrics.put(Metric.MEMORY, samples.mostResidentKib() * 1024);
        }
        if (json.path("scenario").asText().equals(IDLE)) {
            if (sampled) {
                metrics.put(Metric.IDLE_PROCESSOR, processorMillis / (seconds * 1e3));
            }
            return new Outcome(metrics, remarks(json));
        }
        String counted = json.path("latencies").has("delivery") ? "received" : "connected";
        JsonNode latency = json.path("latencies").path(counted.equals("received") ? "delivery" : "connect");
        double many = json.path("counts").path(counted).asDouble();
        if (many > 0 && seconds > 0) {
            metrics.put(Metric.RATE, many / seconds);
            metrics.put(Metric.P50, latency.path("p50_ns").asDouble());
            metrics.put(Metric.P99, latency.path("p99_ns").asDouble());
            metrics.put(Metric.P99_9, latency.path("p99_9_ns").asDouble());
            if (sampled) {
                metrics.put(Metric.PROCESSOR_TIME, processorMillis * 1e6 / many);
            }
        }
        return new Outcome(metrics, remarks(json));
    }

    private static List<String> remarks(JsonNode json) {
        List<String> remarks = new ArrayList<>();
        for (String name : WRONG) {
            long many = json.path("counts").path(name).asLong();
            if (many != 0) {
                remarks.add(many + " " + name.replace('_', ' '));
            }
        }
        json.path("failures")
                .forEach(failure -> remarks.add(failure.path("number").asLong() + " failures: "
                        + failure.path("kind").asText().replace('_', ' ') + " "
                        + failure.path("detail").asText()));
        if (json.path("generator").path("was_the_limit").asBoolean()) {
            remarks.add("the generator itself was the limit, or late");
        }
        return remarks;
    }
}
