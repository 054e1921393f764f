package io.gatehouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.query.Query.Bound;
import io.gatehouse.query.Query.Criterion;
import io.gatehouse.query.Query.Field;
import io.gatehouse.query.Query.Literal;
import io.gatehouse.query.Query.Name;
import io.gatehouse.query.Query.Term;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The query language of AWS IoT's fleet indexing: what it means, and what is refused where. */
final class QueryParserTest {
    private static final Field NAME = new Field.Known(Name.THING_NAME);
    private static final Field LOAD = new Field.Attribute("load");

    private static Query parsed(String text) {
        assertThat(QueryParser.parse(text)).as(text).isInstanceOf(QueryParse.Parsed.class);
        return ((QueryParse.Parsed) QueryParser.parse(text)).query();
    }

    private static Term equal(Field field, String text) {
        return new Term(field, new Criterion.Equal(new Literal(text, false)));
    }

    private static Bound bound(String text, boolean inclusive) {
        return new Bound(new Literal(text, false), inclusive);
    }

    @Test
    void a_colon_behind_the_first_is_part_of_the_value() {
        assertThat(parsed("thingName:la:mp-1")).isEqualTo(equal(NAME, "la:mp-1"));
        assertThat(parsed("attributes.a\\:b:c")).isEqualTo(equal(new Field.Attribute("a:b"), "c"));
    }

    @Test
    void terms_beside_each_other_must_all_be_met_and_bind_closer_than_or() {
        Query.And both = new Query.And(List.of(equal(NAME, "a"), equal(LOAD, "1")));

        assertThat(parsed("thingName:a attributes.load:1")).isEqualTo(both);
        assertThat(parsed("thingName:a AND attributes.load:1")).isEqualTo(both);
        assertThat(parsed("x OR thingName:a attributes.load:1"))
                .isEqualTo(new Query.Or(List.of(equal(new Field.Any(), "x"), both)));
    }

    @Test
    void a_field_holds_for_a_whole_group() {
        assertThat(parsed("attributes.load:(1 OR -(2 >5))"))
                .isEqualTo(parsed("(attributes.load:1 OR NOT (attributes.load:2 attributes.load>5))"));
    }

    @Test
    void a_minus_negates_before_a_term_and_is_a_sign_in_a_value() {
        assertThat(parsed("-thingName:a")).isEqualTo(new Query.Not(equal(NAME, "a")));
        assertThat(parsed("attributes.load:-5")).isEqualTo(equal(LOAD, "-5"));
        assertThat(parsed("attributes.load>-5"))
                .isEqualTo(new Term(LOAD, new Criterion.Between(bound("-5", false), null)));
        assertThat(parsed("attributes.load:[-5 TO 5}"))
                .isEqualTo(new Term(LOAD, new Criterion.Between(bound("-5", true), bound("5", false))));
    }

    @Test
    void comparisons_stand_with_or_without_a_colon() {
        assertThat(parsed("attributes.load:<=5")).isEqualTo(parsed("attributes.load<=5"));
        assertThat(parsed("attributes.load <= 5")).isEqualTo(parsed("attributes.load<=5"));
        assertThat(parsed("attributes.load:[* TO 5]"))
                .isEqualTo(new Term(LOAD, new Criterion.Between(null, bound("5", true))));
    }

    @Test
    void what_is_in_quotes_or_behind_a_backslash_is_no_pattern_and_no_operator() {
        assertThat(parsed("attributes.load:\"a* \\\"OR\\\"\""))
                .isEqualTo(new Term(LOAD, new Criterion.Equal(new Literal("a* \"OR\"", true))));
        assertThat(parsed("\"AND\""))
                .isEqualTo(new Term(new Field.Any(), new Criterion.Equal(new Literal("AND", true))));
        assertThat(parsed("thingName:a\\*")).isEqualTo(equal(NAME, "a*"));
        assertThat(parsed("thingName:a*")).isEqualTo(new Term(NAME, new Criterion.Like("a*")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                               | 1  | end: here (expected: a term)",
                "thingName:                       | 11 | end: here (expected: a value of the field)",
                "thingname:a                      | 1  | field: \"thingname\" (expected: attributes.NAME, thingName",
                "a OR                             | 5  | end: here (expected: a term)",
                "a AND OR b                       | 7  | OR: here (expected: a term)",
                "NOT                              | 4  | end: here",
                "(a                               | 3  | end: here (expected: ) for the ( at column 1)",
                "a)                               | 2  | ): here (expected: a term, AND, OR or the end)",
                "thingName:*a                     | 11 | *: at the beginning",
                "thingName:?a                     | 11 | ?: at the beginning",
                "thingName:a~                     | 12 | ~: fuzzy",
                "thingName:a^2                    | 12 | ^: weights",
                "thingName:/a.*/                  | 11 | /: a regular expression",
                "a && b                           | 3  | &: a sign of other languages (expected: AND)",
                "`a || b`                         | 3  | `|: a sign of other languages (expected: OR)`",
                "+a                               | 1  | +: a sign",
                "!a                               | 1  | !: a sign of other languages (expected: NOT or -)",
                "\"a                              | 1  | \": not closed",
                "a\\                              | 2  | \\: at the end",
                "attributes.load:[1 2]            | 20 | word: \"2\" (expected: TO)",
                "attributes.load:[1 TO 2          | 24 | end: here (expected: ] or })",
                "attributes.load:[1* TO 2]        | 18 | word: \"1*\" (expected: a value, or * for no bound)",
                "attributes.load>                 | 17 | end: here (expected: a value to compare with)",
                "attributes.load>5*               | 17 | word: \"5*\"",
                ">5                               | 1  | >: here (expected: a field before it)",
                "attributes.load:(1 thingName:2)  | 20 | field: \"thingName\" (expected: none within another",
                "attributes.:1                    | 1  | field: \"attributes.\"",
                "attributes.*:1                   | 1  | field: \"attributes.*\"",
                "shadow.reported.a:1              | 1  | field: \"shadow.reported.a\" (expected: one that is indexed",
                "1 2 3 4 5 6 7 8                  | 15 | terms: more than 7",
            })
    void what_is_wrong_is_named_with_its_column(String text, int column, String problem) {
        assertThat(QueryParser.parse(text)).isInstanceOfSatisfying(QueryParse.Malformed.class, malformed -> {
            assertThat(malformed.problem()).startsWith(problem);
            assertThat(malformed.column()).isEqualTo(column);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "NOT ", "-(", "attributes.a:("})
    void depth_is_bounded(String deeper) {
        assertThat(QueryParser.parse(deeper.repeat(70) + "a"))
                .isInstanceOfSatisfying(
                        QueryParse.Malformed.class,
                        malformed -> assertThat(malformed.problem()).containsAnyOf("depth: 17", "none within another"));
    }

    @Test
    void length_is_bounded_before_anything_is_read() {
        assertThat(QueryParser.parse("a".repeat(1000))).isInstanceOf(QueryParse.Parsed.class);
        assertThat(QueryParser.parse("a".repeat(1001)))
                .hasToString("queryString: column 1001: query: 1001 characters (expected: at most 1000)");
        assertThat(QueryParser.parse("(".repeat(1 << 20))).isInstanceOf(QueryParse.Malformed.class);
    }

    @Test
    void what_is_shown_of_a_query_is_short_and_printable() {
        assertThat(QueryParser.parse("\u001b[2J\u202e".repeat(50) + ":x"))
                .isInstanceOfSatisfying(
                        QueryParse.Malformed.class,
                        malformed -> assertThat(malformed.problem())
                                .hasSizeLessThan(400)
                                .matches("[ -~…]*"));
    }

    @Test
    void no_text_whatsoever_is_answered_with_an_exception() {
        Random random = new Random(55);
        String[] pieces = {
            "a", "thingName", ":", "attributes.x", "(", ")", "[", "]", "{", "}", " TO ", " AND ", " OR ", " NOT ", "-",
            "*", "?", "\"", "\\", "<", ">", "=", "5", "\u0000", "é", " ", "~", "/", "connectivity.connected", "true"
        };
        int understood = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(12); piece >= 0; piece--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            understood += QueryParser.parse(text.toString()) instanceof QueryParse.Parsed ? 1 : 0;
        }
        assertThat(understood).isBetween(500, 49_000);
    }
}
