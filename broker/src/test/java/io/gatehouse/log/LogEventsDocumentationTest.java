package io.gatehouse.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/log-events.md}, {@link Event} and the lines that are written are one list. */
class LogEventsDocumentationTest {
    private static final Path PAGE = Path.of("docs/log-events.md");
    private static final Path MAIN = Path.of("src/main/java/io/gatehouse");

    /** From where a line begins to the end of its statement. */
    private static final Pattern LINE = Pattern.compile("\\.at(?:Debug)?\\(\\s*Event\\.([A-Z_]+)\\)([^;]*);");

    private static final Pattern KEY = Pattern.compile("addKeyValue\\(\\s*\"(\\w+)\"");
    private static final Pattern KEY_OF_A_REFUSAL = Pattern.compile("add(?:KeyValue)?\\(\\s*(?:line,\\s*)?\"(\\w+)\"");

    /** These two are put together piece by piece, in one class, with the same keys. */
    private static final Set<Event> REFUSALS = Set.of(Event.REFUSED, Event.CONNECTION_ENDED);

    private static List<String> sources;

    @BeforeAll
    static void read() throws IOException {
        sources = sources();
    }

    @Test
    void the_page_has_exactly_the_events_in_their_order() throws IOException {
        assertThat(rows())
                .extracting(row -> row[1])
                .containsExactlyElementsOf(Arrays.stream(Event.values())
                        .map(event -> "`" + event.code() + "`")
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void every_event_is_explained_with_its_level_its_keys_and_what_to_do(Event event) throws IOException {
        String[] row = row(event);

        assertThat(row).hasSize(7);
        assertThat(row[2]).isEqualTo(event.level().name());
        assertThat(keys(row)).isEqualTo(REFUSALS.contains(event) ? keysOfRefusals() : keysWritten(event));
        assertThat(row[4]).isEqualTo(event.meaning());
        assertThat(row[5]).endsWith(".");
    }

    @ParameterizedTest
    @EnumSource
    void every_event_is_written_somewhere(Event event) {
        assertThat(sources).anySatisfy(source -> assertThat(source).contains("Event." + event.name()));
    }

    @Test
    void an_event_is_a_word_that_can_be_searched_for() {
        assertThat(Event.values()).allSatisfy(event -> {
            assertThat(event.code()).matches("[a-z]+(_[a-z]+)*");
            assertThat(event.meaning()).doesNotEndWith(".").doesNotContain("|");
        });
    }

    private static Set<String> keysWritten(Event event) {
        return sources.stream()
                .flatMap(source -> LINE.matcher(source).results())
                .filter(line -> line.group(1).equals(event.name()))
                .flatMap(line -> KEY.matcher(line.group(2)).results())
                .map(key -> key.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> keysOfRefusals() throws IOException {
        return KEY_OF_A_REFUSAL
                .matcher(Files.readString(MAIN.resolve("refusal/RefusalLine.java")))
                .results()
                .map(key -> key.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> keys(String[] row) {
        return Pattern.compile("`(\\w+)`")
                .matcher(row[3])
                .results()
                .map(key -> key.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is written outside of this package. */
    private static List<String> sources() throws IOException {
        try (Stream<Path> tree = Files.walk(MAIN)) {
            return tree.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.startsWith(MAIN.resolve("log")))
                    .map(LogEventsDocumentationTest::text)
                    .filter(source -> source.contains("Event."))
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String[] row(Event event) throws IOException {
        return rows().stream()
                .filter(cells -> cells[1].equals("`" + event.code() + "`"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String[]> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals("## Events"))
                .takeWhile(line -> !line.equals("## Without an event"))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" *\\| *", -1))
                .toList();
    }
}
