package io.gatehouse.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants for people: UTC, to the second. */
final class Times {
    private Times() {}

    static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String day(Instant instant) {
        return instant.toString().substring(0, 10);
    }
}
