package io.gatehouse.control;

import org.jspecify.annotations.Nullable;

/** The checks of request records; each failure reads {@code name: value (expected: …)}. */
final class Shape {
    private Shape() {}

    /** A member that must be there, not empty and no longer than {@code most} characters. */
    static String text(String name, @Nullable String value, int most) {
        if (value == null || value.isEmpty()) {
            throw new ShapeException(name + ": missing (expected: 1 to " + most + " characters)");
        }
        if (value.length() > most) {
            throw new ShapeException(name + ": " + value.length() + " characters (expected: 1 to " + most + ")");
        }
        return value;
    }

    static <T> T there(String name, @Nullable T value) {
        if (value == null) {
            throw new ShapeException(name + ": missing (expected: a value)");
        }
        return value;
    }
}
