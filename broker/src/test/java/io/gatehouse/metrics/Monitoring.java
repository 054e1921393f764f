package io.gatehouse.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of {@code conf/monitoring}, as Grafana and Prometheus read them. */
final class Monitoring {
    static final Path FOLDER = Path.of("../conf/monitoring");
    static final Path ALERTS = FOLDER.resolve("alerts.yaml");

    private Monitoring() {}

    /** One query, with where it is, for messages. */
    record Query(String place, String expression, String legend) {
        /** As Grafana would send it: a window that holds several scrapes of a second. */
        Query filledIn() {
            String filled = expression.replace("$__rate_interval", "10s").replace("\"$instance\"", "\".*\"");
            return new Query(place, filled, legend);
        }

        /** A comparison may filter everything out. */
        boolean mayBeEmpty() {
            return expression.matches("(?s).*[<>].*");
        }
    }

    record Alert(String name, String expression, String severity, JsonNode annotations) {
        String says(String annotation) {
            return annotations.path(annotation).asText();
        }
    }

    static List<JsonNode> dashboards() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER.resolve("dashboards"))) {
            for (Path file : files.sorted().toList()) {
                all.add(new ObjectMapper().readTree(file.toFile()));
            }
        }
        return all;
    }

    /** Those that show something: rows are not among them. */
    static List<JsonNode> panels(JsonNode dashboard) {
        return elements(dashboard.get("panels"))
                .filter(panel -> !panel.get("type").asText().equals("row"))
                .toList();
    }

    static List<Query> queries(JsonNode dashboard) {
        String title = dashboard.get("title").asText();
        List<Query> all = new ArrayList<>();
        for (JsonNode panel : panels(dashboard)) {
            for (JsonNode target : elements(panel.get("targets")).toList()) {
                all.add(new Query(
                        title + ": " + panel.get("title").asText(),
                        target.get("expr").asText(),
                        target.get("legendFormat").asText()));
            }
        }
        return all;
    }

    static List<JsonNode> variables(JsonNode dashboard) {
        return elements(dashboard.get("templating").get("list")).toList();
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static List<Alert> alerts() throws IOException {
        Load yaml = new Load(LoadSettings.builder().build());
        JsonNode file = new ObjectMapper().valueToTree(yaml.loadFromString(Files.readString(ALERTS)));
        return elements(file.get("groups"))
                .flatMap(group -> elements(group.get("rules")))
                .map(rule -> new Alert(
                        rule.path("alert").asText(),
                        rule.path("expr").asText(),
                        rule.at("/labels/severity").asText(),
                        rule.path("annotations")))
                .toList();
    }
}
