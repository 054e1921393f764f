package io.gatehouse.reason;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.refusal.Cures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/reasons.md} and {@link Reason} are one list. */
class ReasonDocumentationTest {
    private static final Path PAGE = Path.of("docs/reasons.md");

    @ParameterizedTest
    @EnumSource
    void every_stage_has_a_table_with_exactly_its_reasons(Reason.Stage stage) throws IOException {
        List<String> expected = Arrays.stream(Reason.values())
                .filter(reason -> reason.stage() == stage)
                .map(Reason::name)
                .toList();

        assertThat(rows(stage)).extracting(row -> row[1].replace("`", "")).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @EnumSource
    void every_reason_is_explained_with_cause_and_cure(Reason reason) throws IOException {
        String[] row = rows(reason.stage()).stream()
                .filter(cells -> cells[1].equals("`" + reason + "`"))
                .findFirst()
                .orElseThrow();

        assertThat(row).hasSize(6);
        assertThat(row[2]).isEqualTo(reason.meaning());
        assertThat(row[3]).endsWith(".");
        assertThat(row[4]).endsWith(".").isEqualTo(Cures.of(reason));
    }

    @ParameterizedTest
    @EnumSource
    void every_reason_is_found_by_what_the_device_sees(Reason reason) throws IOException {
        String page = Files.readString(PAGE);
        String symptoms = page.substring(
                page.indexOf("\n## By what the device sees\n"), page.indexOf("\n## Where else it is told\n"));

        assertThat(symptoms).contains("`" + reason + "`");
    }

    @ParameterizedTest
    @EnumSource
    void whatever_policies_decide_has_a_cure_for_an_allow_that_is_missing_and_one_for_a_deny(Reason reason)
            throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `" + reason + "` | Narrow or remove {statement}, which denies "))
                .toList();
        String cure = Cures.whenDenied(reason);

        if (reason.name().endsWith("_NOT_AUTHORIZED")) {
            assertThat(rows).containsExactly("| `" + reason + "` | " + cure + " |");
        } else {
            assertThat(cure).isNull();
            assertThat(rows).isEmpty();
        }
    }

    @Test
    void a_reason_is_a_word_that_can_be_searched_for() {
        assertThat(Reason.values()).allSatisfy(reason -> {
            assertThat(reason.name()).matches("[A-Z]+(_[A-Z]+)+");
            assertThat(reason.meaning()).doesNotEndWith(".").doesNotContain("|");
        });
    }

    private static List<String[]> rows(Reason.Stage stage) throws IOException {
        String name = stage.name().toLowerCase(Locale.ROOT);
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.toLowerCase(Locale.ROOT).equals("## " + name))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" *\\| *", -1))
                .toList();
    }
}
