package io.gatehouse.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a configuration came from, and where a reload reads it again. Any thread. */
public interface ConfigurationSource {
    /** The file that is watched; {@code null} where there is none. */
    @Nullable
    Path file();

    /** Reads and checks everything anew. */
    ConfigurationLoader.Result load();

    /** Its file is read again; environment and flags are those of the start. */
    static ConfigurationSource of(ConfigurationSources sources) {
        return new ConfigurationSource() {
            @Override
            public @Nullable Path file() {
                return sources.file();
            }

            @Override
            public ConfigurationLoader.Result load() {
                return ConfigurationLoader.load(sources);
            }
        };
    }

    /** One that does not change. */
    static ConfigurationSource fixed(Configuration configuration) {
        return new ConfigurationSource() {
            @Override
            public @Nullable Path file() {
                return null;
            }

            @Override
            public ConfigurationLoader.Result load() {
                return new ConfigurationLoader.Loaded(configuration, List.of());
            }
        };
    }
}
