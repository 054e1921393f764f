package io.gatehouse.query;

import io.gatehouse.query.Query.Bound;
import io.gatehouse.query.Query.Criterion;
import io.gatehouse.query.Query.Field;
import io.gatehouse.query.Query.Literal;
import io.gatehouse.query.Query.Name;
import io.gatehouse.query.Query.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the query language of AWS IoT's fleet indexing ("Query syntax" of the AWS IoT developer guide), as far as
 * {@code docs/fleet-indexing.md} has it:
 *
 * <pre>
 * either  := every { OR every }
 * every   := one { [ AND ] one }
 * one     := ( NOT | - ) one | ( either ) | [ FIELD : ] value | FIELD comparison
 * value   := literal | pattern | range | comparison | ( either, of values of that field )
 * range   := ( [ | { ) bound TO bound ( ] | } )
 * </pre>
 *
 * <p>Everything is bounded before it is looked at: length, terms, depth. One use, one thread; it never throws.
 */
public final class QueryParser {
    /** Characters of a query. */
    public static final int LONGEST = 1000;

    /** A literal, a pattern, a range and a comparison are one each. */
    public static final int MOST_TERMS = 7;

    /** Parentheses and negations within each other. */
    public static final int DEEPEST = 16;

    private static final Field ANY = new Field.Any();
    private static final String ATTRIBUTES = "attributes.";
    private static final List<String> ELSEWHERE = List.of("shadow", "deviceDefender");

    private final List<Token> tokens;
    private int at;
    private int terms;
    private int depth;

    private QueryParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    public static QueryParse parse(String text) {
        if (text.length() > LONGEST) {
            return new QueryParse.Malformed(
                    LONGEST + 1, "query: " + text.length() + " characters (expected: at most " + LONGEST + ")");
        }
        try {
            QueryParser parser = new QueryParser(QueryScanner.tokens(text));
            Query query = parser.either(ANY);
            Token rest = parser.peek();
            if (!(rest instanceof Token.End)) {
                throw wrong(rest, "a term, AND, OR or the end");
            }
            return new QueryParse.Parsed(query);
        } catch (MalformedQuery malformed) {
            return malformed.outcome();
        }
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        if (!(token instanceof Token.End)) {
            at++;
        }
        return token;
    }

    private boolean isNext(String sign) {
        return peek() instanceof Token.Sign(var _, String text) && text.equals(sign);
    }

    private boolean take(String sign) {
        boolean is = isNext(sign);
        if (is) {
            at++;
        }
        return is;
    }

    private Query either(Field scope) {
        List<Query> any = new ArrayList<>();
        do {
            any.add(every(scope));
        } while (take("OR"));
        return any.size() == 1 ? any.getFirst() : new Query.Or(any);
    }

    private Query every(Field scope) {
        List<Query> all = new ArrayList<>();
        do {
            all.add(one(scope));
        } while (take("AND") || !(peek() instanceof Token.End || isNext(")") || isNext("OR")));
        return all.size() == 1 ? all.getFirst() : new Query.And(all);
    }

    private Query one(Field scope) {
        Token token = peek();
        if (take("NOT") || take("-")) {
            return deeper(token, () -> new Query.Not(one(scope)));
        }
        if (isNext("(")) {
            return group(scope);
        }
        if (token instanceof Token.Word word && !word.quoted() && namesField(scope)) {
            at++;
            return ofField(word, scope);
        }
        return value(scope);
    }

    /** Within a group of a field a comparison is another value of it, behind whatever it stands. */
    private boolean namesField(Field scope) {
        return tokens.get(at + 1) instanceof Token.Sign(var _, String sign)
                && (sign.equals(":") || (scope.equals(ANY) && (sign.startsWith("<") || sign.startsWith(">"))));
    }

    private Query ofField(Token.Word word, Field scope) {
        if (!scope.equals(ANY)) {
            throw new MalformedQuery(
                    word.column(),
                    "field: " + MalformedQuery.shown(word.text()) + " (expected: none within another field's group)");
        }
        Field field = field(word);
        take(":");
        return isNext("(") ? group(field) : value(field);
    }

    private Query group(Field scope) {
        Token open = next();
        return deeper(open, () -> {
            Query inner = either(scope);
            if (!take(")")) {
                throw wrong(peek(), ") for the ( at column " + open.column());
            }
            return inner;
        });
    }

    private Query deeper(Token token, Supplier<Query> inner) {
        if (++depth > DEEPEST) {
            throw new MalformedQuery(
                    token.column(),
                    "depth: " + depth + " (expected: at most " + DEEPEST + " parentheses and negations)");
        }
        Query query = inner.get();
        depth--;
        return query;
    }

    private static Field field(Token.Word word) {
        String name = word.text();
        for (Name known : Name.values()) {
            if (known.text().equals(name)) {
                return new Field.Known(known);
            }
        }
        if (name.startsWith(ATTRIBUTES) && name.length() > ATTRIBUTES.length() && !word.pattern()) {
            return new Field.Attribute(name.substring(ATTRIBUTES.length()));
        }
        String first = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        if (ELSEWHERE.contains(first)) {
            throw new MalformedQuery(
                    word.column(),
                    "field: " + MalformedQuery.shown(name) + " (expected: one that is indexed here; " + first
                            + " is not)");
        }
        throw new MalformedQuery(
                word.column(),
                "field: " + MalformedQuery.shown(name) + " (expected: attributes.NAME, "
                        + Arrays.stream(Name.values()).map(Name::text).collect(Collectors.joining(", "))
                        + "; a value with a colon stands in \"quotes\")");
    }

    private Term value(Field field) {
        Token token = next();
        Criterion criterion = switch (token) {
            case Token.Word word -> pattern(word);
            case Token.Sign(var _, String sign) when sign.equals("[") || sign.equals("{") -> range(sign.equals("["));
            case Token.Sign(var _, String sign)
            when sign.startsWith("<") || sign.startsWith(">") -> comparison(token, field, sign);
            default -> throw wrong(token, field.equals(ANY) ? "a term" : "a value of the field");
        };
        if (++terms > MOST_TERMS) {
            throw new MalformedQuery(token.column(), "terms: more than " + MOST_TERMS + " (expected: at most that)");
        }
        return new Term(field, criterion);
    }

    private static Criterion pattern(Token.Word word) {
        return word.pattern() ? new Criterion.Like(word.text()) : new Criterion.Equal(word.literal());
    }

    private Criterion comparison(Token token, Field field, String sign) {
        if (field.equals(ANY)) {
            throw wrong(token, "a field before it");
        }
        Bound bound = new Bound(literal("a value to compare with"), sign.endsWith("="));
        return sign.startsWith("<") ? new Criterion.Between(null, bound) : new Criterion.Between(bound, null);
    }

    private Literal literal(String expected) {
        Token token = next();
        if (!(token instanceof Token.Word word) || word.pattern()) {
            throw wrong(token, expected);
        }
        return word.literal();
    }

    private Criterion range(boolean withLower) {
        Literal lower = rangeEnd();
        Token to = peek();
        if (!take("TO")) {
            throw wrong(to, "TO");
        }
        Literal upper = rangeEnd();
        Token close = next();
        boolean withUpper = close instanceof Token.Sign(var _, String sign) && sign.equals("]");
        if (!withUpper && !(close instanceof Token.Sign(var _, String sign) && sign.equals("}"))) {
            throw wrong(close, "] or }");
        }
        if (lower == null && upper == null) {
            return new Criterion.Like("*");
        }
        return new Criterion.Between(
                lower == null ? null : new Bound(lower, withLower), upper == null ? null : new Bound(upper, withUpper));
    }

    /** Null for a star: no bound on this side. */
    private @Nullable Literal rangeEnd() {
        if (peek() instanceof Token.Word word && word.pattern() && word.text().equals("*")) {
            at++;
            return null;
        }
        return literal("a value, or * for no bound");
    }

    private static MalformedQuery wrong(Token token, String expected) {
        String found = switch (token) {
            case Token.End _ -> "end: here";
            case Token.Sign(var _, String sign) -> sign + ": here";
            case Token.Word word -> "word: " + MalformedQuery.shown(word.text());
        };
        return new MalformedQuery(token.column(), found + " (expected: " + expected + ")");
    }
}
