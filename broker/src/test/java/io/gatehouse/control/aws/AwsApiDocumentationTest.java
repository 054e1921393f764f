package io.gatehouse.control.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/aws-api.md} says of every operation whether it is answered, and from which role on. */
final class AwsApiDocumentationTest {
    @Test
    void the_page_has_a_row_for_every_operation_and_says_the_truth() throws Exception {
        String page = Files.readString(Path.of("docs/aws-api.md"));
        try (TestControlPlane ground = new TestControlPlane()) {
            String rows = Operations.load().all().stream()
                    .filter(operation -> operation.service() == AwsService.IOT)
                    .map(operation -> row(operation, ground.plane.answered().contains(operation.name())))
                    .sorted()
                    .collect(Collectors.joining("\n"));
            Path expected = Path.of("target/aws-api-rows.md");
            Files.createDirectories(expected.getParent());
            Files.writeString(expected, rows + "\n");

            assertThat(page.lines().filter(line -> line.startsWith("| `")).collect(Collectors.joining("\n")))
                    .as("the table of docs/aws-api.md (expected: the rows of broker/%s)", expected)
                    .isEqualTo(rows);
            assertThat(page).contains(ground.plane.answered().size() + " of the 272 operations are answered");
        }
    }

    private static String row(Operation operation, boolean answered) {
        return "| `" + operation.name() + "` | `" + operation.method() + " " + operation.path() + "` | "
                + operation.role().name().toLowerCase(Locale.ROOT) + " | " + (answered ? "yes" : "no") + " |";
    }
}
