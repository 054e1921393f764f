package io.gatehouse.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bill of materials and the list of licences that the build makes, beside the jars that the broker runs with. */
class SupplyChainIT {
    private static final Path BILL = Path.of("target/bom.json");
    private static final Path LICENCES = Path.of("target/THIRD-PARTY.txt");
    private static final Path LIBRARIES = Path.of("target/lib");

    /** One of them is enough for a component that may be had under several. */
    private static final Set<String> ALLOWED = Set.of(
            "Apache-2.0",
            "MIT",
            "MIT-0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "CC0-1.0",
            "EPL-2.0",
            "Bouncy Castle Licence");

    private static final Pattern PURL = Pattern.compile(
            "pkg:maven/(?<group>[^/]+)/(?<name>[^@]+)@(?<version>[^?]+)\\?(?:classifier=(?<part>[^&]+)&)?"
                    + "type=(?<type>\\w+)");

    @BeforeEach
    void is_built() {
        assumeTrue(Files.exists(BILL) && Files.isDirectory(LIBRARIES), "the jar is not built: run mvn verify");
    }

    private record Component(String file, String type, JsonNode json) {
        static Component of(JsonNode json) {
            var purl = PURL.matcher(json.at("/purl").asText());
            assertThat(purl.matches()).as(json.at("/purl").asText()).isTrue();
            String part = purl.group("part");
            return new Component(
                    purl.group("name") + "-" + purl.group("version") + (part == null ? "" : "-" + part) + ".jar",
                    purl.group("type"),
                    json);
        }

        Set<String> licences() {
            Set<String> licences = new TreeSet<>();
            for (JsonNode each : json.at("/licenses")) {
                licences.add(
                        each.has("expression")
                                ? each.at("/expression").asText()
                                : each.at("/license/id")
                                        .asText(each.at("/license/name").asText()));
            }
            return licences;
        }

        String sha256() {
            for (JsonNode hash : json.at("/hashes")) {
                if (hash.at("/alg").asText().equals("SHA-256")) {
                    return hash.at("/content").asText();
                }
            }
            return "";
        }
    }

    private static List<Component> components() throws IOException {
        List<Component> components = new ArrayList<>();
        for (JsonNode json : new ObjectMapper().readTree(BILL.toFile()).at("/components")) {
            components.add(Component.of(json));
        }
        return components;
    }

    private static Map<String, Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .collect(
                            Collectors.toMap(file -> file.getFileName().toString(), f -> f, (a, _) -> a, TreeMap::new));
        }
    }

    @Test
    void the_bill_of_materials_has_every_jar_of_the_class_path_and_no_other() throws Exception {
        Map<String, Path> jars = jars(LIBRARIES);
        Map<String, String> billed = components().stream()
                .filter(component -> component.type().equals("jar"))
                .collect(Collectors.toMap(Component::file, Component::sha256, (a, _) -> a, TreeMap::new));

        assertThat(billed.keySet()).isEqualTo(jars.keySet()).hasSizeGreaterThan(40);
        for (var jar : jars.entrySet()) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar.getValue()));
            assertThat(billed)
                    .as(jar.getKey())
                    .containsEntry(jar.getKey(), HexFormat.of().formatHex(digest));
        }
    }

    @Test
    void it_has_the_jar_for_openssl_that_lies_aside() throws Exception {
        List<String> aside = components().stream()
                .filter(component -> component.type().equals("pom"))
                .map(component -> component.file().replace(".jar", "-linux-x86_64.jar"))
                .toList();

        assertThat(aside)
                .containsExactlyElementsOf(jars(LIBRARIES.resolve("openssl")).keySet());
    }

    @Test
    void every_component_has_a_licence_that_lets_it_be_shipped() throws Exception {
        assertThat(components())
                .isNotEmpty()
                .allSatisfy(component ->
                        assertThat(component.licences()).as(component.file()).containsAnyElementsOf(ALLOWED));
    }

    @Test
    void the_list_of_licences_names_every_component() throws Exception {
        String list = Files.readString(LICENCES);

        assertThat(components())
                .allSatisfy(component -> assertThat(list)
                        .contains("(" + component.json().at("/group").asText() + ":"
                                + component.json().at("/name").asText() + ":"
                                + component.json().at("/version").asText() + " - "));
        assertThat(list).doesNotContain("Unknown license");
    }

    @Test
    void the_bill_of_materials_is_that_of_this_version_and_of_no_moment() throws Exception {
        JsonNode bill = new ObjectMapper().readTree(BILL.toFile());

        assertThat(bill.at("/bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bill.at("/metadata/component/name").asText()).isEqualTo("gatehouse-broker");
        assertThat(Files.readString(Path.of("../pom.xml")))
                .contains("<version>" + bill.at("/metadata/component/version").asText() + "</version>");
        assertThat(bill.at("/metadata/timestamp").isMissingNode())
                .as("a moment would make two builds differ")
                .isTrue();
    }
}
