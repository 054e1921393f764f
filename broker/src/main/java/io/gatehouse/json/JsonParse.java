package io.gatehouse.json;

/** What came of reading a JSON text. */
public sealed interface JsonParse {
    /** One value and nothing after it. */
    record Parsed(JsonValue value) implements JsonParse {}

    /**
     * Not JSON, or beyond the limits.
     *
     * @param position where reading stopped
     * @param message what was found and what was expected; never quotes more than a few characters of the text
     */
    record Malformed(Position position, String message) implements JsonParse {}
}
