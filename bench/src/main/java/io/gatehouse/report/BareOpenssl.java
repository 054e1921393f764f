package io.gatehouse.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.tls.OpensslSpeed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What {@code openssl speed} says of the bare cipher, for the same messages as {@code BareCipherBenchmark}. It is
 * written down in JMH's format as if it were a benchmark: one figure each, without an error.
 */
final class BareOpenssl {
    static final String BENCHMARK = "OpensslSpeed.seal";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "openssl-speed";

    private BareOpenssl() {}

    static Path file(Path folder) {
        return folder.resolve(ID + ".json");
    }

    /** About a second for each. Where there is no such program, the list is empty, and it is said. */
    static void measure(Path folder, List<Plan> plans, PrintWriter told) throws IOException {
        if (Files.exists(file(folder))) {
            told.println(ID + ": measured before");
            return;
        }
        ArrayNode figures = JSON.createArrayNode();
        for (Plan plan : plans) {
            if (plan.suite().equals("BareCipherBenchmark")) {
                told.println(ID + ": about "
                        + Words.seconds(sizes(plan).size() * suites(plan).size()));
                told.flush();
                for (String suite : suites(plan)) {
                    for (String size : sizes(plan)) {
                        if (OpensslSpeed.of(suite, Integer.parseInt(size)) instanceof OpensslSpeed.Measured measured) {
                            figures.add(figure(suite, size, measured));
                        }
                    }
                }
            }
        }
        if (figures.isEmpty() && OpensslSpeed.of("aes-128-gcm", 64) instanceof OpensslSpeed.Missing missing) {
            told.println(ID + ": left out: " + missing.why());
        }
        Path half = folder.resolve(ID + ".half");
        Files.writeString(half, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(figures));
        Files.move(half, file(folder), StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> suites(Plan plan) {
        return plan.values().getOrDefault("suite", List.of());
    }

    private static List<String> sizes(Plan plan) {
        return plan.values().getOrDefault("payloadBytes", List.of());
    }

    private static ObjectNode figure(String suite, String size, OpensslSpeed.Measured measured) {
        ObjectNode figure = JSON.createObjectNode();
        figure.put("benchmark", OpensslSpeed.class.getPackageName() + "." + BENCHMARK);
        figure.put("mode", "avgt");
        figure.putObject("params").put("suite", suite).put("payloadBytes", size);
        figure.putObject("primaryMetric")
                .put("score", Integer.parseInt(size) * 1e9 / measured.bytesPerSecond())
                .put("scoreError", "NaN")
                .put("scoreUnit", "ns/op");
        figure.putObject("secondaryMetrics");
        return figure;
    }
}
