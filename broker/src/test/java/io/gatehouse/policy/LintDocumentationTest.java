package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LintDocumentationTest {
    @Test
    void every_finding_has_a_row() throws IOException {
        String page = Files.readString(Path.of("docs/policies.md"));
        String section = page.substring(page.indexOf("## Lint"), page.indexOf("## Simulating a device"));
        List<String> rows = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|")
                .matcher(section)
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Finding.Kind.values()).map(Enum::name).toList());
    }
}
