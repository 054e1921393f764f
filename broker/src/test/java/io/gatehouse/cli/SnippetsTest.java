package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnippetsTest {
    @TempDir
    Path folder;

    private Map<String, String> snippets() {
        return Snippets.of(new ThingFolder.Endpoint("lamp", "ab".repeat(32), "broker.example", 18883), folder);
    }

    @Test
    void every_snippet_has_the_devices_own_values() {
        assertThat(snippets())
                .hasSize(Snippets.TEMPLATES.size())
                .allSatisfy((name, text) -> assertThat(text)
                        .as(name)
                        .contains("lamp", folder.toString())
                        .doesNotContain("{{"));
        assertThat(snippets().get("snippets/mosquitto.sh")).contains("-h \"broker.example\" -p 18883");
    }

    @Test
    void a_place_without_a_value_is_a_defect() {
        assertThatThrownBy(() -> Snippets.fill("{{nothing}}", Map.of())).hasMessageContaining("{{nothing}}");
    }

    @Test
    void the_java_snippet_compiles() throws IOException {
        Path source = folder.resolve("PahoJava.java");
        Files.writeString(source, snippets().get("snippets/PahoJava.java"));

        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());

        assertThat(result).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"snippets/paho.py", "snippets/aws_iot_device_sdk_v2.py"})
    void the_python_snippets_compile(String name) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "no python3 here");
        Path source = folder.resolve("snippet.py");
        Files.writeString(source, snippets().get(name));

        assertThat(exitCode("/usr/bin/python3", "-m", "py_compile", source.toString()))
                .isZero();
    }

    @Test
    void the_shell_snippet_parses() throws Exception {
        Path source = folder.resolve("mosquitto.sh");
        Files.writeString(source, snippets().get("snippets/mosquitto.sh"));

        assertThat(exitCode("sh", "-n", source.toString())).isZero();
    }

    private static int exitCode(String... command) throws Exception {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
