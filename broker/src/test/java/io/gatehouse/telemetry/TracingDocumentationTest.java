package io.gatehouse.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/tracing.md} names every attribute of a span, and no other. */
class TracingDocumentationTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z._0-9]+)` \\|", Pattern.MULTILINE);

    @Test
    void the_page_and_the_code_name_the_same_attributes() throws IOException, IllegalAccessException {
        String page = Files.readString(Path.of("docs/tracing.md"));
        Set<String> documented = ROW.matcher(page)
                .results()
                .map(row -> row.group(1))
                .filter(name -> !name.matches("tracing\\..*|mqtt\\..*|policy\\..*")) // keys and spans
                .collect(Collectors.toSet());
        Set<String> named = new TreeSet<>();
        for (Field constant : Attribute.class.getDeclaredFields()) {
            if (constant.getType() == String.class) {
                named.add((String) constant.get(null));
            }
        }

        assertThat(documented).isEqualTo(named);
    }
}
