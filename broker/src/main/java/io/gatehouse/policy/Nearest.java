package io.gatehouse.policy;

/**
 * The Allow statement that was nearest to matching: most often the one that was meant to.
 *
 * @param statement which it is
 * @param difference what kept it from matching
 */
public record Nearest(Origin statement, Difference difference) {
    /** {@code policy fleet, Statement[0]: allows iot:Subscribe on it, and not iot:Publish}. */
    public String text() {
        return statement.text() + ": " + difference.text();
    }
}
