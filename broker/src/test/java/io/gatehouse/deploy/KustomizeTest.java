package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.gatehouse.config.Configuration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The plain manifests say what the chart says. */
class KustomizeTest {
    private static final Path KUSTOMIZE = Path.of("../k8s/kustomize");
    /** The first kubectl that tells its Kustomize has one that knows components. */
    private static final Pattern MODERN = Pattern.compile("Kustomize Version: v([5-9]|[1-9][0-9])\\.");

    @TempDir
    Path folder;

    @Test
    void the_base_is_whole_without_kustomize() throws Exception {
        List<Manifest> base = base();

        Consistency.check(base);
        assertThat(DeployedBroker.of(base).configuration(folder)).isNotNull();
    }

    @Test
    void every_file_of_a_folder_is_named_in_it() throws Exception {
        for (Path kustomization : files("kustomization.yaml")) {
            Path place = kustomization.getParent();
            String text = Files.readString(kustomization);
            assertThat(text).as(kustomization.toString()).contains("kustomize.config.k8s.io/v1");
            try (Stream<Path> siblings = Files.list(place)) {
                assertThat(siblings.filter(file -> file.toString().endsWith(".yaml") && !file.equals(kustomization)))
                        .as(kustomization.toString())
                        .allMatch(file -> text.contains("- " + file.getFileName())
                                || text.contains("path: " + file.getFileName()));
            }
        }
    }

    @Test
    void what_the_components_add_and_patch_is_known_to_kubernetes() throws Exception {
        for (Path file : files(".yaml")) {
            if (!file.endsWith("kustomization.yaml")) {
                assertThat(Manifest.all(Files.readString(file)))
                        .as(file.toString())
                        .hasSize(1);
            }
        }
    }

    @Test
    void the_alerts_are_those_of_prometheus() throws Exception {
        JsonNode rules = Manifest.yaml(Files.readString(Path.of("../conf/monitoring/alerts.yaml")));
        Path rule = KUSTOMIZE.resolve("components/monitoring/prometheus-rule.yaml");

        assertThat(Manifest.yaml(Files.readString(rule)).path("spec"))
                .as("run k8s/kustomize/components/monitoring/update")
                .isEqualTo(rules);
    }

    @Test
    @ExtendWith(HelmExtension.class)
    void the_base_is_the_chart_without_values(HelmProcess helm) throws Exception {
        assertThat(comparable(base())).isEqualTo(comparable(helm.objects()));
    }

    @Test
    @ExtendWith(HelmExtension.class)
    void for_production_it_is_the_chart_with_its_examples(HelmProcess helm) throws Exception {
        List<Manifest> plain = built("overlays/production");
        List<Manifest> chart = helm.objects(
                HelmProcess.example("nlb"),
                HelmProcess.example("cert-manager"),
                HelmProcess.example("monitoring"),
                "networkPolicy: {enabled: true}");

        Consistency.check(plain);
        // What Helm's file says the environment says here, so what the broker makes of both is compared.
        assertThat(configuration(plain)).isEqualTo(configuration(chart));
        assertThat(withoutConfiguration(comparable(plain))).isEqualTo(withoutConfiguration(comparable(chart)));
    }

    private Configuration configuration(List<Manifest> manifests) throws IOException {
        return DeployedBroker.of(manifests).configuration(folder);
    }

    private static List<Manifest> base() throws IOException {
        JsonNode kustomization = Manifest.yaml(Files.readString(KUSTOMIZE.resolve("base/kustomization.yaml")));
        List<Manifest> manifests = new ArrayList<>();
        for (JsonNode resource : kustomization.path("resources")) {
            manifests.addAll(
                    Manifest.all(Files.readString(KUSTOMIZE.resolve("base").resolve(resource.asText()))));
        }
        return manifests;
    }

    private static List<Path> files(String end) throws IOException {
        try (Stream<Path> files = Files.walk(KUSTOMIZE)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    private static List<Manifest> built(String place) throws Exception {
        String version = kubectl("version", "--client");
        assumeTrue(
                MODERN.matcher(version).find(),
                () -> "no kubectl here whose Kustomize knows components (expected: v5 or newer): " + version.strip());
        return Manifest.all(kubectl("kustomize", KUSTOMIZE.resolve(place).toString()));
    }

    /** What it prints; of one that is not there, that it is not there. */
    private static String kubectl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(Path.of("target/kubectl.log").toFile())
                    .start();
        } catch (IOException absent) {
            return absent.toString();
        }
        try (InputStream out = process.getInputStream()) {
            String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as(() -> "kubectl " + String.join(" ", arguments) + ", see target/kubectl.log")
                    .isZero();
            return printed;
        }
    }

    /** By kind and name, without what only Helm or only Kustomize writes, and without an order where there is none. */
    private static Map<String, JsonNode> comparable(List<Manifest> manifests) {
        Map<String, JsonNode> comparable = new TreeMap<>();
        for (Manifest manifest : manifests) {
            ObjectNode tree = manifest.tree().deepCopy();
            ObjectNode metadata = (ObjectNode) tree.get("metadata");
            metadata.remove("namespace");
            ObjectNode labels = (ObjectNode) metadata.get("labels");
            labels.remove(List.of("helm.sh/chart", "app.kubernetes.io/managed-by"));
            if (manifest.object() instanceof PrometheusRule) {
                // Kustomize folds the lines of expressions anew, which means nothing to Prometheus; see the_alerts….
                tree.remove("spec");
            } else if (manifest.id().startsWith("ConfigMap/gatehouse-dashboard-")) {
                labels.retain("grafana_dashboard");
            } else if (manifest.id().startsWith("ConfigMap/")) {
                ObjectNode data = (ObjectNode) tree.get("data");
                data.set(
                        "gatehouse.yaml",
                        Manifest.yaml(data.get("gatehouse.yaml").asText()));
            }
            comparable.put(manifest.id(), sorted(tree));
        }
        return comparable;
    }

    private static Map<String, JsonNode> withoutConfiguration(Map<String, JsonNode> manifests) {
        manifests.remove("ConfigMap/gatehouse");
        ObjectNode container = (ObjectNode)
                Objects.requireNonNull(manifests.get("StatefulSet/gatehouse")).at("/spec/template/spec/containers/0");
        assertThat(container.remove("env")).isNotNull();
        return manifests;
    }

    /** Lists of named things are sets to Kubernetes. */
    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ArrayNode array) {
            List<JsonNode> elements = new ArrayList<>();
            array.forEach(element -> elements.add(sorted(element)));
            elements.sort(Comparator.comparing(element ->
                    element.path("name").asText() + element.path("mountPath").asText()));
            return array.removeAll().addAll(elements);
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(property -> property.setValue(sorted(property.getValue())));
        }
        return node;
    }
}
