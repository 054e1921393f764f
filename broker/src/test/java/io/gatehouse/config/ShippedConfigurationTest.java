package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code conf/gatehouse.yaml} is documentation that is read by people, so it must say what the records say. */
class ShippedConfigurationTest {
    private static final Path SHIPPED = Path.of("../conf/gatehouse.yaml");

    @Test
    void the_shipped_file_holds_the_defaults_of_the_records() {
        assertThat(shipped().configuration()).isEqualTo(Configuration.defaultsOf(Compatibility.EXTENDED));
    }

    @Test
    void the_shipped_file_writes_out_every_key() {
        assertThat(shipped().settings())
                .allSatisfy(setting ->
                        assertThat(setting.origin()).as(setting.key()).isInstanceOf(Origin.InFile.class));
    }

    @Test
    void every_record_component_is_a_key_of_the_same_name() {
        List<String> expected = new ArrayList<>();
        for (RecordComponent section : Configuration.class.getRecordComponents()) {
            String name = Section.kebab(section.getName());
            if (section.getType().isRecord()) {
                components(section.getType()).forEach(key -> expected.add(name + "." + key));
            } else if (name.equals("listeners")) {
                components(ListenerSettings.class).stream()
                        .filter(key -> !key.equals("name"))
                        .forEach(key -> expected.add("listeners.mqtts." + key));
            } else if (section.getType() != List.class) { // of certificates there are none without a file
                expected.add(name);
            }
        }

        assertThat(shipped().settings()).extracting(Setting::key).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void defaults_are_printed_the_way_they_are_written_in_the_shipped_file() {
        var nothing = load(new ConfigurationSources(null, Map.of(), List.of()));

        assertThat(nothing.settings())
                .extracting(Setting::value)
                .isEqualTo(shipped().settings().stream().map(Setting::value).toList());
    }

    @Test
    void the_shipped_file_explains_itself() throws Exception {
        long comments = Files.readAllLines(SHIPPED).stream()
                .filter(line -> line.contains("#"))
                .count();

        assertThat(comments).isGreaterThan(40);
    }

    private static List<String> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> Section.kebab(component.getName()))
                .toList();
    }

    private static ConfigurationLoader.Loaded shipped() {
        return load(new ConfigurationSources(SHIPPED, Map.of(), List.of()));
    }

    private static ConfigurationLoader.Loaded load(ConfigurationSources sources) {
        return switch (ConfigurationLoader.load(sources)) {
            case ConfigurationLoader.Loaded loaded -> loaded;
            case ConfigurationLoader.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }
}
