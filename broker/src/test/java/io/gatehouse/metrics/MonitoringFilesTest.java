package io.gatehouse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gatehouse.metrics.Monitoring.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dashboards and rules are what Grafana takes, and say what to do. */
final class MonitoringFilesTest {
    private static final int WIDTH = 24;

    /** Of our own that nobody needs to look at all the time. */
    private static final Set<String> NOT_SHOWN = Set.of("gatehouse_newcomers_addresses");

    @Test
    void the_page_of_alerts_and_the_rules_name_the_same_ones() throws IOException {
        String page = Files.readString(Path.of("docs/alerts.md"));
        List<String> headings = page.lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();

        assertThat(headings)
                .isEqualTo(Monitoring.alerts().stream().map(Alert::name).toList());
    }

    @Test
    void an_alert_says_what_happened_and_where_to_read_on() throws IOException {
        assertThat(Monitoring.alerts()).hasSizeGreaterThan(15).allSatisfy(alert -> {
            assertThat(alert.says("summary")).isNotBlank();
            assertThat(alert.says("description")).endsWith(".");
            assertThat(alert.says("runbook_url"))
                    .isEqualTo("broker/docs/alerts.md#" + alert.name().toLowerCase(Locale.ROOT));
            assertThat(alert.severity()).isIn("warning", "critical");
        });
    }

    @Test
    void a_link_inside_the_page_of_alerts_leads_to_a_heading() throws IOException {
        String page = Files.readString(Path.of("docs/alerts.md"));
        Set<String> anchors = new HashSet<>();
        page.lines()
                .filter(line -> line.startsWith("## "))
                .forEach(line -> anchors.add(line.substring(3).toLowerCase(Locale.ROOT)));

        Matcher link = Pattern.compile("]\\(#([^)]*)\\)").matcher(page);
        while (link.find()) {
            assertThat(anchors).contains(link.group(1));
        }
    }

    @Test
    void dashboards_are_found_by_addresses_that_stay_and_link_to_each_other() throws IOException {
        Set<String> addresses = new TreeSet<>();
        for (JsonNode dashboard : Monitoring.dashboards()) {
            addresses.add("/d/" + dashboard.get("uid").asText());
        }
        assertThat(addresses)
                .containsExactly(
                        "/d/gatehouse-authorisation",
                        "/d/gatehouse-control-plane",
                        "/d/gatehouse-jvm-and-netty",
                        "/d/gatehouse-overview",
                        "/d/gatehouse-sessions-and-log",
                        "/d/gatehouse-tls-and-identity");
        for (JsonNode dashboard : Monitoring.dashboards()) {
            Set<String> linked = new TreeSet<>();
            Monitoring.elements(dashboard.get("links"))
                    .forEach(link -> linked.add(link.get("url").asText()));
            linked.add("/d/" + dashboard.get("uid").asText());
            assertThat(linked).isEqualTo(addresses);
        }
    }

    @Test
    void a_panel_has_a_unit_a_description_and_the_chosen_data_source() throws IOException {
        for (JsonNode dashboard : Monitoring.dashboards()) {
            for (JsonNode panel : Monitoring.panels(dashboard)) {
                String place = dashboard.get("title").asText() + ": "
                        + panel.get("title").asText();
                assertThat(panel.get("description").asText()).as(place).endsWith(".");
                assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                        .as(place)
                        .isNotBlank();
                assertThat(panel.at("/datasource/uid").asText()).as(place).isEqualTo("${datasource}");
                Monitoring.elements(panel.get("targets"))
                        .forEach(target -> assertThat(
                                        target.at("/datasource/uid").asText())
                                .as(place)
                                .isEqualTo("${datasource}"));
            }
        }
    }

    @Test
    void panels_have_their_own_numbers_and_places() throws IOException {
        for (JsonNode dashboard : Monitoring.dashboards()) {
            Set<Integer> ids = new HashSet<>();
            Set<Integer> taken = new HashSet<>();
            for (JsonNode panel : Monitoring.elements(dashboard.get("panels")).toList()) {
                String place = dashboard.get("title").asText() + ": "
                        + panel.get("title").asText();
                assertThat(ids.add(panel.get("id").asInt())).as(place).isTrue();
                JsonNode at = panel.get("gridPos");
                int right = at.get("x").asInt() + at.get("w").asInt();
                assertThat(right).as(place).isLessThanOrEqualTo(WIDTH);
                for (int x = at.get("x").asInt(); x < right; x++) {
                    for (int y = at.get("y").asInt();
                            y < at.get("y").asInt() + at.get("h").asInt();
                            y++) {
                        assertThat(taken.add(y * WIDTH + x)).as(place).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void every_metric_of_ours_is_on_a_dashboard() throws IOException {
        StringBuilder queries = new StringBuilder();
        for (JsonNode dashboard : Monitoring.dashboards()) {
            Monitoring.queries(dashboard)
                    .forEach(query -> queries.append(query.expression()).append('\n'));
        }
        List<String> missing = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("docs/metrics.md"))) {
            if (line.startsWith("| `gatehouse_")) {
                String metric = line.split("`", -1)[1];
                if (!queries.toString().contains(metric) && !NOT_SHOWN.contains(metric)) {
                    missing.add(metric);
                }
            }
        }
        assertThat(missing).isEmpty();
    }
}
