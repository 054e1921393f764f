package io.gatehouse.query;

/** What came of reading a query. */
public sealed interface QueryParse {
    record Parsed(Query query) implements QueryParse {}

    /**
     * Not a query of the language, or beyond its bounds.
     *
     * @param column of what is wrong, from 1, in characters
     * @param problem {@code name: value (expected: …)}; short and printable
     */
    record Malformed(int column, String problem) implements QueryParse {
        @Override
        public String toString() {
            return "queryString: column " + column + ": " + problem;
        }
    }
}
