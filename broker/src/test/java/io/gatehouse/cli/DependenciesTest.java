package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DependenciesTest {
    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>\\s*<groupId>[^<]+</groupId>\\s*<artifactId>([^<]+)</artifactId>");
    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| \\S.* \\| \\S.* \\|$", Pattern.MULTILINE);

    @Test
    void every_dependency_is_explained_and_nothing_else() throws Exception {
        assertThat(found(ROW, "docs/dependencies.md")).isEqualTo(found(DEPENDENCY, "pom.xml"));
    }

    private static Set<String> found(Pattern pattern, String file) throws Exception {
        return pattern.matcher(Files.readString(Path.of(file)))
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
