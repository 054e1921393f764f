package io.gatehouse.migration;

/**
 * A place where Mosquitto would not read the file either.
 *
 * @param line counted from 1
 * @param column counted from 1, in characters
 * @param message {@code what is there (expected: …)}
 */
public record AclProblem(int line, int column, String message) {
    @Override
    public String toString() {
        return "line " + line + ", column " + column + ": " + message;
    }
}
