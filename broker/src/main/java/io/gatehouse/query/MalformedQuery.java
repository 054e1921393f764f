package io.gatehouse.query;

import io.gatehouse.log.Printable;

/** Carries the first problem of a query out of the parser, which alone catches it; an expected outcome, so no stack. */
final class MalformedQuery extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int column;
    private final String problem;

    MalformedQuery(int column, String problem) {
        super(problem, null, false, false);
        this.column = column;
        this.problem = problem;
    }

    QueryParse.Malformed outcome() {
        return new QueryParse.Malformed(column, problem);
    }

    /** Short and printable, because it ends in answers and terminals. */
    static String shown(String text) {
        return Printable.quoted(text);
    }
}
