package io.gatehouse.config;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The broker's own log, not that of messages.
 *
 * @param level of everything that {@code levels} does not name; {@code null} leaves it as the broker was started
 * @param levels each {@code name=level}: the level of one package or class, and of what is below it
 */
public record LoggingSettings(@Nullable LogLevel level, List<String> levels) {
    private static final int MAX_LEVELS = 100;
    private static final Map<LogLevel, String> WORDS = new EnumMap<>(LogLevel.class);

    static {
        for (LogLevel level : LogLevel.values()) {
            WORDS.put(level, level.name().toLowerCase(Locale.ROOT));
        }
    }

    public static final LoggingSettings DEFAULTS = new LoggingSettings(null, List.of());

    public LoggingSettings {
        levels = List.copyOf(levels);
        Check.that(levels.size() <= MAX_LEVELS, "levels", levels.size() + " entries", "at most " + MAX_LEVELS);
        for (String entry : levels) {
            Check.that(
                    entry.matches("[A-Za-z0-9_.$]+=[a-z]+")
                            && WORDS.containsValue(entry.substring(entry.indexOf('=') + 1)),
                    "levels",
                    entry,
                    "name=level, such as io.gatehouse.transport=debug; levels are "
                            + String.join(", ", WORDS.values()));
        }
    }

    /** {@link #levels} by their names, the last one of a name. */
    public Map<String, LogLevel> byName() {
        Map<String, LogLevel> byName = new LinkedHashMap<>();
        for (String entry : levels) {
            int equals = entry.indexOf('=');
            byName.put(
                    entry.substring(0, equals),
                    LogLevel.valueOf(entry.substring(equals + 1).toUpperCase(Locale.ROOT)));
        }
        return byName;
    }
}
