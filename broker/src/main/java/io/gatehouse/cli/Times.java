package io.gatehouse.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Instants for people: UTC, to the second. */
final class Times {
    private Times() {}

    /** {@code null} for what is not known. */
    static @Nullable String maybe(@Nullable Instant instant) {
        return instant == null ? null : text(instant);
    }

    static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String day(Instant instant) {
        return instant.toString().substring(0, 10);
    }
}
