package io.gatehouse.indexing;

import io.gatehouse.query.Query;
import io.gatehouse.query.Query.Criterion;
import io.gatehouse.query.Query.Field;
import io.gatehouse.query.Query.Name;
import io.gatehouse.registry.Registry;
import java.util.ArrayList;
import java.util.List;

/**
 * How the names of all things begin that a query can mean, where the query says so. Case does not count in a query and
 * does in the order of names, so that {@code thingName:lamp*} may be {@code Lamp} and {@code lamp}: those that there
 * are are found letter by letter. Of a fleet that is named by one rule there is one.
 */
final class NamePrefixes {
    private static final List<String> ALL = List.of("");
    private static final int MOST = 16; // beyond these, all things are looked at
    private static final int MOST_LOOKS = 1024;

    private final String wanted;
    private final Registry registry;
    private final List<String> found = new ArrayList<>();
    private int looks;

    private NamePrefixes(String wanted, Registry registry) {
        this.wanted = wanted;
        this.registry = registry;
    }

    /** In order, none the beginning of another. */
    static List<String> of(Query query, Registry registry) {
        return switch (query) {
            case Query.Term(Field.Known(Name name), Criterion criterion)
            when name == Name.THING_NAME -> of(beginning(criterion), registry);
            case Query.And(var all) ->
                all.stream()
                        .map(part -> of(part, registry))
                        .filter(prefixes -> !prefixes.equals(ALL))
                        .findFirst()
                        .orElse(ALL);
            case Query.Or _, Query.Not _, Query.Term _ -> ALL;
        };
    }

    /** What a name begins with that meets the criterion; empty where nothing is said. */
    private static String beginning(Criterion criterion) {
        return switch (criterion) {
            // 7 is 007 too
            case Criterion.Equal(var literal) when !literal.quoted() && PlainNumber.of(literal.text()) != null -> "";
            case Criterion.Equal(var literal) -> literal.text();
            case Criterion.Like(String pattern) -> {
                int end = 0;
                while (pattern.charAt(end) != '*' && pattern.charAt(end) != '?') {
                    end++;
                }
                yield pattern.substring(0, end);
            }
            case Criterion.Between _ -> "";
        };
    }

    private static List<String> of(String wanted, Registry registry) {
        if (wanted.isEmpty() || !wanted.chars().allMatch(c -> c < 0x80)) { // some letters are one with those of ASCII
            return ALL;
        }
        NamePrefixes prefixes = new NamePrefixes(wanted, registry);
        return prefixes.collect("") ? prefixes.found : ALL;
    }

    /** False where there are too many. */
    private boolean collect(String prefix) {
        if (++looks > MOST_LOOKS) {
            return false;
        }
        if (registry.things(prefix, null, 1).isEmpty()) {
            return true;
        }
        if (prefix.length() == wanted.length()) {
            found.add(prefix);
            return found.size() <= MOST;
        }
        char next = wanted.charAt(prefix.length());
        char upper = Character.toUpperCase(next); // comes before the other one
        char lower = Character.toLowerCase(next);
        return collect(prefix + upper) && (upper == lower || collect(prefix + lower));
    }
}
