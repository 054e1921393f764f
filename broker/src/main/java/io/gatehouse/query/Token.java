package io.gatehouse.query;

/** A piece of a query; {@code column} is where it begins, from 1. */
sealed interface Token {
    int column();

    /** One of {@code ( ) [ ] { } : -}, {@code < <= > >=}, or a word that is an operator: AND, OR, NOT, TO. */
    record Sign(int column, String text) implements Token {}

    /**
     * A word or a text in quotes.
     *
     * @param text without quotes and backslashes
     * @param pattern whether a star or a question mark in {@code text} means others
     */
    record Word(int column, String text, boolean quoted, boolean pattern) implements Token {
        Query.Literal literal() {
            return new Query.Literal(text, quoted);
        }
    }

    /** Nothing more. */
    record End(int column) implements Token {}
}
