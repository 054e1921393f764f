package io.gatehouse.config;

import java.time.Duration;

/**
 * How much the log of messages keeps. What a durable session may still read is kept whatever these say, up to
 * {@code maxBytes}.
 *
 * @param maxBytes beyond it the oldest messages are given up, wanted or not; a session that wanted one loses it,
 *     counted as {@code LOG_TRIMMED}
 * @param minBytes kept even when no session needs it
 * @param minAge kept for as long as this even when no session needs it
 */
public record LogSettings(long maxBytes, long minBytes, Duration minAge) {
    public static final LogSettings DEFAULTS =
            new LogSettings(8L * 1024 * 1024 * 1024, 64L * 1024 * 1024, Duration.ZERO);

    public LogSettings {
        Check.range("maxBytes", maxBytes, 1024 * 1024, Long.MAX_VALUE);
        Check.range("minBytes", minBytes, 0, maxBytes);
        Check.notNegative("minAge", minAge);
    }
}
