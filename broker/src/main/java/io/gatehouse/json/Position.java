package io.gatehouse.json;

/**
 * Where a value stands in the text it was read from.
 *
 * @param line from 1
 * @param column from 1, in characters
 */
public record Position(int line, int column) {
    /** Of a value that was made, not read. */
    public static final Position NOWHERE = new Position(0, 0);

    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
