package io.gatehouse.registry;

import io.gatehouse.query.Query;
import io.gatehouse.query.QueryParse;
import io.gatehouse.query.QueryParser;

/**
 * Says which things are in a dynamic group: all that it means, at the moment somebody asks.
 *
 * @param text as it was written
 * @param query what that means
 */
public record MemberQuery(String text, Query query) {

    /** What came of reading a text. */
    public sealed interface Reading {
        record Read(MemberQuery query) implements Reading {}

        /** @param problem {@code queryString: column 3: … (expected: …)} */
        record Malformed(String problem) implements Reading {}
    }

    public static Reading read(String text) {
        return switch (QueryParser.parse(text)) {
            case QueryParse.Parsed(Query query) -> new Reading.Read(new MemberQuery(text, query));
            case QueryParse.Malformed malformed -> new Reading.Malformed(malformed.toString());
        };
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
