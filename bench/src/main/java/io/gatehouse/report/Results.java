package io.gatehouse.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Measurements as JMH writes them in JSON, in the order in which they were taken. Immutable. */
public final class Results {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Measurement> all;

    Results(List<Measurement> all) {
        this.all = List.copyOf(all);
    }

    /** @throws IOException where the file is none of JMH's; the message says what is wrong with it */
    public static Results read(Path file) throws IOException {
        JsonNode runs = JSON.readTree(file.toFile());
        if (!runs.isArray()) {
            throw new IOException(file + ": no list of results (expected: what JMH writes with -rf json)");
        }
        List<Measurement> all = new ArrayList<>();
        for (JsonNode run : runs) {
            all.add(measurement(run, file));
        }
        return new Results(all);
    }

    static Results of(List<Path> files) throws IOException {
        List<Measurement> all = new ArrayList<>();
        for (Path file : files) {
            all.addAll(read(file).all);
        }
        return new Results(all);
    }

    private static Measurement measurement(JsonNode run, Path file) throws IOException {
        JsonNode primary = run.path("primaryMetric");
        String name = run.path("benchmark").asText();
        String unit = primary.path("scoreUnit").asText();
        if (name.isEmpty() || !unit.equals("ns/op")) {
            throw new IOException(file + ": " + (name.isEmpty() ? "a result without a name" : name + " in " + unit)
                    + " (expected: benchmarks in ns/op)");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        run.path("params")
                .properties()
                .forEach(each -> parameters.put(each.getKey(), each.getValue().asText()));
        Map<String, Double> more = new LinkedHashMap<>();
        run.path("secondaryMetrics")
                .properties()
                .forEach(each -> more.put(
                        each.getKey().replace("·", ""),
                        each.getValue().path("score").asDouble()));
        double error = primary.path("scoreError").asDouble(); // "NaN" of a single iteration is text
        int method = name.lastIndexOf('.');
        return new Measurement(
                name.substring(name.lastIndexOf('.', method - 1) + 1),
                parameters,
                primary.path("score").asDouble(),
                Double.isFinite(error) ? error : 0,
                more);
    }

    public List<Measurement> all() {
        return all;
    }

    /** Of one benchmark, those that have these parameters. */
    Stream<Measurement> of(String benchmark, Map<String, String> parameters) {
        return all.stream().filter(each -> each.benchmark().equals(benchmark) && each.has(parameters));
    }

    /** The first of {@link #of}. */
    Optional<Measurement> one(String benchmark, Map<String, String> parameters) {
        return of(benchmark, parameters).findFirst();
    }
}
