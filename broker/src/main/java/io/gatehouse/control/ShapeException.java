package io.gatehouse.control;

/**
 * A request that cannot be made: a member is missing, or longer than the broker takes. The message reads
 * {@code name: value (expected: …)} and is the caller's to show, whether it came from a command line or over HTTP.
 */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    ShapeException(String message) {
        super(message);
    }
}
