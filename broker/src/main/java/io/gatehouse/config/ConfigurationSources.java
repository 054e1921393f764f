package io.gatehouse.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration is read from; later ones win.
 *
 * @param file {@code null} for none
 * @param environment of the process
 * @param flags each as {@code --section.key=value}
 */
public record ConfigurationSources(@Nullable Path file, Map<String, String> environment, List<String> flags) {
    public ConfigurationSources {
        environment = Map.copyOf(environment);
        flags = List.copyOf(flags);
    }
}
