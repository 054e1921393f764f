package io.gatehouse.cli;

import io.gatehouse.config.ConfigurationLoader;
import io.gatehouse.config.ConfigurationSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the configuration as {@code up} and {@code config check} see it. */
final class Settings {
    private Settings() {}

    /**
     * @param config {@code null} for GATEHOUSE_CONFIG, or none
     * @param flags each {@code --section.key=value}
     * @throws CommandFailure with every problem, one a line
     */
    static ConfigurationLoader.Loaded load(Console console, @Nullable Path config, List<String> flags) {
        return switch (read(console, config, flags)) {
            case ConfigurationLoader.Loaded loaded -> loaded;
            case ConfigurationLoader.Invalid(var problems) ->
                throw CommandFailure.usage(
                        "the configuration is not accepted",
                        problems.stream().map(Object::toString).collect(Collectors.joining("\n")),
                        "correct " + (problems.size() == 1 ? "it" : "all " + problems.size())
                                + "; check without starting: gatehouse config check");
        };
    }

    /** As {@link #load}, for whoever has words of its own for problems. */
    static ConfigurationLoader.Result read(Console console, @Nullable Path config, List<String> flags) {
        return ConfigurationLoader.load(sources(console, config, flags));
    }

    /** What is read, in the places where {@link #load} reads it. */
    static ConfigurationSources sources(Console console, @Nullable Path config, List<String> flags) {
        Environment environment = console.environment();
        String named = environment.variable("GATEHOUSE_CONFIG");
        Path file = config != null ? config : named == null || named.isBlank() ? null : Path.of(named);
        List<String> all = new ArrayList<>(flags);
        // Said outright, the data folder wins over the file; else the file decides, and ./data is the record's default.
        if (console.options().data != null || environment.variable("GATEHOUSE_DATA") != null) {
            all.add("--store.data-directory=" + console.options().dataFolder(environment));
        }
        return new ConfigurationSources(file == null ? null : environment.resolve(file), environment.variables(), all);
    }
}
