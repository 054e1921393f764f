package io.gatehouse.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Results as the quick profile has them, with figures made up so that every answer is known. */
final class SampleResults {
    private SampleResults() {}

    static Results ofQuickProfile() {
        List<Measurement> all = new ArrayList<>();
        for (Plan plan : Profile.QUICK.plans()) {
            for (String method : plan.methods()) {
                for (Map<String, String> parameters : combinations(plan)) {
                    all.add(measurement(plan.suite() + "." + method, parameters));
                }
            }
        }
        return new Results(all);
    }

    /** A full handshake takes the server 400 µs, a resumed one 100; a message 1 µs, sixteen of them 4. */
    private static Measurement measurement(String benchmark, Map<String, String> parameters) {
        Map<String, Double> more = Map.of();
        double score = 1000 * Double.parseDouble(parameters.getOrDefault("messages", "1"));
        if (parameters.getOrDefault("messages", "").equals("16")) {
            score = 4000;
        }
        if (benchmark.contains("Handshake")) {
            double each = parameters.getOrDefault("kind", "full").equals("full") ? 400_000 : 100_000;
            score = 2 * each;
            more = Map.of(
                    "handshakes",
                    10.0,
                    "serverNanos",
                    10 * each,
                    "clientNanos",
                    20 * each,
                    "bytesFromClient",
                    10_000.0,
                    "bytesFromServer",
                    20_000.0,
                    "flights",
                    parameters.getOrDefault("version", "").equals("TLSv1.2") ? 40.0 : 30.0);
        }
        if (benchmark.startsWith("PublicKeyBenchmark")) {
            score = Double.parseDouble(parameters.getOrDefault("bytes", "0"))
                    * (benchmark.contains("rsa") ? 100 : benchmark.contains("ecies") ? 10 : 1);
        }
        return new Measurement(benchmark, parameters, score, score / 50, more);
    }

    private static List<Map<String, String>> combinations(Plan plan) {
        List<Map<String, String>> combinations = List.of(Map.of());
        for (Map.Entry<String, List<String>> each : plan.values().entrySet()) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> before : combinations) {
                for (String value : each.getValue()) {
                    Map<String, String> more = new java.util.LinkedHashMap<>(before);
                    more.put(each.getKey(), value);
                    longer.add(more);
                }
            }
            combinations = longer;
        }
        return combinations;
    }
}
