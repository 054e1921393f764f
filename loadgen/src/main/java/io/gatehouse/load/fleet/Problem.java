package io.gatehouse.load.fleet;

/**
 * Why something could not be done, for one line on a terminal.
 *
 * @param why reading {@code name: value (expected: …)} where a value is to blame
 * @param remedy what to do about it, as an imperative
 */
public record Problem(Kind kind, String why, String remedy) {
    /** Who has to do something about it. */
    public enum Kind {
        /** A flag or a file. */
        INPUT,
        /** The broker is not there, or refuses. */
        BROKER
    }

    public static Problem input(String why, String remedy) {
        return new Problem(Kind.INPUT, why, remedy);
    }

    public static Problem broker(String why, String remedy) {
        return new Problem(Kind.BROKER, why, remedy);
    }

    public String line() {
        return (why + ": " + remedy).replace('\n', ' ');
    }
}
