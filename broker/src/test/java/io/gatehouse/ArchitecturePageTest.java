package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code ARCHITECTURE.md} names files and tests, pages name each other: they must be there. */
final class ArchitecturePageTest {
    private static final Path PAGE = Path.of("ARCHITECTURE.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)\\)");
    private static final Pattern TEST = Pattern.compile("`(?:[a-z]+\\.)?([A-Z][A-Za-z]*(?:Test|IT))`");

    @Test
    void every_link_leads_somewhere() throws IOException {
        assertThat(LINK.matcher(Files.readString(PAGE)).results().map(link -> Path.of(link.group(1))))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(path).exists());
    }

    @Test
    void every_link_between_pages_of_the_documentation_leads_somewhere() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            for (Path page :
                    files.filter(file -> file.toString().endsWith(".md")).toList()) {
                assertThat(LINK.matcher(Files.readString(page))
                                .results()
                                .map(link -> link.group(1))
                                .filter(target -> target.endsWith(".md") && !target.contains(":")))
                        .as(page.toString())
                        .allSatisfy(target ->
                                assertThat(page.resolveSibling(target)).exists());
            }
        }
    }

    @Test
    void every_test_it_names_exists() throws IOException {
        Set<String> named = TEST.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult test) -> test.group(1))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            Set<String> there = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());

            assertThat(there).containsAll(named);
        }
    }
}
