package io.gatehouse.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The levels of the log, changed while the broker runs. What is set here and not set again goes back to what it was
 * before. One thread at a time; where something else than Logback writes the log, nothing happens.
 */
public final class LogLevels {
    private static final String ROOT = org.slf4j.Logger.ROOT_LOGGER_NAME;

    private final Map<String, LevelBefore> before = new HashMap<>();

    private record LevelBefore(@Nullable Level level) {}

    /**
     * @param root level of everything else by its name; {@code null} for that of the start
     * @param levels of packages and classes, by their names
     */
    public void set(@Nullable String root, Map<String, String> levels) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        Map<String, String> wanted = new HashMap<>(levels);
        if (root != null) {
            wanted.put(ROOT, root);
        }
        Set<String> forgotten = new HashSet<>(before.keySet());
        forgotten.removeAll(wanted.keySet());
        for (String name : forgotten) {
            LevelBefore restored = before.remove(name);
            context.getLogger(name).setLevel(restored == null ? null : restored.level());
        }
        wanted.forEach((name, level) -> {
            Logger logger = context.getLogger(name);
            before.putIfAbsent(name, new LevelBefore(logger.getLevel()));
            logger.setLevel(Level.toLevel(level));
        });
    }
}
