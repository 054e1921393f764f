package io.gatehouse.policy;

/**
 * One thing wrong with a policy document.
 *
 * @param path where in the document: {@code Statement[2].Resource[0]}, empty for the document itself
 * @param line of the value, from 1
 * @param column of the value, from 1
 * @param message {@code name: value (expected: …)}
 */
public record Problem(String path, int line, int column, String message) {
    @Override
    public String toString() {
        return "line " + line + ", column " + column + ": " + message;
    }
}
