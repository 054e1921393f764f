package io.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Habits of the source that no compiler checks. */
class TidyTest {
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TEST = Path.of("src/test/java");
    private static final Path SELF = TEST.resolve("io/gatehouse/TidyTest.java");
    private static final int MAX_LINE = 120;
    private static final int MAX_FILE = 500;

    @Test
    void nothing_is_left_to_do() {
        Pattern marks = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");

        assertThat(lines(
                        (file, line) ->
                                !file.equals(SELF) && marks.matcher(line).find(),
                        MAIN,
                        TEST))
                .isEmpty();
    }

    @Test
    void lines_fit_on_a_screen() {
        assertThat(lines((file, line) -> line.length() > MAX_LINE, MAIN, TEST)).isEmpty();
    }

    @Test
    void files_can_be_read_in_one_sitting() {
        assertThat(files(MAIN, TEST))
                .allSatisfy(file -> assertThat(read(file)).as(file.toString()).hasSizeLessThan(MAX_FILE));
    }

    @Test
    void lines_end_without_blanks_and_are_indented_by_spaces() {
        assertThat(lines((file, line) -> line.endsWith(" ") || line.indexOf('\t') >= 0, MAIN, TEST))
                .isEmpty();
    }

    @Test
    void every_package_says_what_it_is_for_and_is_null_marked() {
        Set<Path> packages = new TreeSet<>();
        files(MAIN).forEach(file -> packages.add(file.getParent()));

        assertThat(packages).isNotEmpty().allSatisfy(folder -> {
            Path info = folder.resolve("package-info.java");
            assertThat(info).exists();
            assertThat(String.join("\n", read(info))).startsWith("/**").contains("@NullMarked");
        });
    }

    @Test
    void tests_wait_for_something_and_never_for_a_while() {
        assertThat(lines((file, line) -> !file.equals(SELF) && line.contains("Thread.sleep("), MAIN, TEST))
                .isEmpty();
    }

    @Test
    void no_test_is_switched_off() {
        assertThat(lines((file, line) -> !file.equals(SELF) && line.matches("\\s*@Disabled\\b.*"), TEST))
                .isEmpty();
    }

    @Test
    void only_the_command_line_prints() {
        Path cli = MAIN.resolve("io/gatehouse/cli");
        Path gatehouse = MAIN.resolve("io/gatehouse/Gatehouse.java");
        Pattern printing = Pattern.compile("System\\.(out|err)\\b|printStackTrace\\(\\)");

        assertThat(lines(
                        (file, line) -> !file.startsWith(cli)
                                && !file.equals(gatehouse)
                                && printing.matcher(line).find(),
                        MAIN))
                .isEmpty();
    }

    /** The lines for which {@code wanted} holds, each with its place. */
    private static List<String> lines(BiPredicate<Path, String> wanted, Path... roots) {
        List<String> found = new ArrayList<>();
        for (Path file : files(roots)) {
            List<String> lines = read(file);
            for (int i = 0; i < lines.size(); i++) {
                if (wanted.test(file, lines.get(i))) {
                    found.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        }
        return found;
    }

    private static List<Path> files(Path... roots) {
        List<Path> files = new ArrayList<>();
        for (Path root : roots) {
            try (Stream<Path> tree = Files.walk(root)) {
                tree.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
