package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What pages name must be there: other pages and their headings, classes, tests, configuration keys, metrics. */
class PagesDocumentationTest {
    private static final Path ROOT = Path.of("..");
    private static final Path DOCS = Path.of("docs");

    /** Pages that say what to set and what to look at. */
    private static final List<String> GUIDES = List.of(
            "hardening.md",
            "threat-model.md",
            "migrate-from-aws-iot-core.md",
            "migrate-from-mosquitto.md",
            "sizing.md",
            "floods.md",
            "reasons.md");

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$", Pattern.MULTILINE);
    private static final Pattern BLOCK = Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*[a-z](?:Test|IT))`");
    private static final Pattern METRIC = Pattern.compile("\\bgatehouse_[a-z_]+");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file ->
                            Stream.of("/target/", "/.git/", "/data/", "/src/").noneMatch(file.toString()::contains))
                    .toList();
        }
    }

    private static String prose(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page)).replaceAll("");
    }

    @Test
    void every_link_of_every_page_leads_to_a_file_and_to_its_heading() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            for (MatchResult link : LINK.matcher(prose(page)).results().toList()) {
                String target = link.group(1);
                if (target.matches("[a-z]+:.*")) {
                    continue;
                }
                links++;
                String[] parts = target.split("#", 2);
                Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
                if (!Files.exists(file)) {
                    broken.add(page + ": " + target + " is not there");
                } else if (parts.length == 2 && !anchors(file).contains(parts[1])) {
                    broken.add(page + ": " + target + " has no such heading");
                }
            }
        }

        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(100);
    }

    /** As GitHub makes them. */
    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(prose(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void every_test_that_a_guide_names_is_there() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String guide : GUIDES) {
            TEST.matcher(Files.readString(DOCS.resolve(guide))).results().forEach(test -> named.add(test.group(1)));
        }
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".java", ""))
                            .toList())
                    .containsAll(named);
        }
        assertThat(named).hasSizeGreaterThan(50);
    }

    @Test
    void every_configuration_key_that_a_guide_names_is_there() throws IOException {
        Map<String, Set<String>> sections = sections();
        Pattern key =
                Pattern.compile("`(" + String.join("|", sections.keySet()) + ")\\.(<name>\\.)?([a-z][a-z-]*)[`:*]");
        List<String> unknown = new ArrayList<>();
        int keys = 0;
        for (String guide : GUIDES) {
            for (MatchResult named :
                    key.matcher(Files.readString(DOCS.resolve(guide))).results().toList()) {
                keys++;
                if (!sections.getOrDefault(named.group(1), Set.of()).contains(named.group(3))) {
                    unknown.add(guide + ": " + named.group());
                }
            }
        }

        assertThat(unknown).isEmpty();
        assertThat(keys).isGreaterThan(60);
    }

    /** The keys of each section of the shipped file, which another test compares with the records. */
    private static Map<String, Set<String>> sections() throws IOException {
        Map<String, Set<String>> sections = new LinkedHashMap<>();
        Set<String> section = new TreeSet<>();
        for (String line : Files.readAllLines(ROOT.resolve("conf/gatehouse.yaml"))) {
            String[] words = line.strip().split(":", 2);
            if (line.matches("[a-z-]+:.*")) {
                section = sections.computeIfAbsent(words[0], _ -> new TreeSet<>());
            } else if (line.matches(" +[a-z-]+:.*")) {
                section.add(words[0]);
            }
        }
        return sections;
    }

    @Test
    void every_metric_that_a_guide_names_is_there() throws IOException {
        String metrics = Files.readString(DOCS.resolve("metrics.md"));
        for (String guide : GUIDES) {
            assertThat(METRIC.matcher(Files.readString(DOCS.resolve(guide)))
                            .results()
                            .map(MatchResult::group))
                    .as(guide)
                    .allSatisfy(metric -> assertThat(metrics).contains("`" + metric.replaceAll("_$", "")));
        }
    }
}
