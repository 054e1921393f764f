package io.gatehouse.indexing;

import io.gatehouse.query.Query;
import io.gatehouse.query.Query.Field;
import io.gatehouse.query.Query.Name;
import io.gatehouse.registry.Thing;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides whether a thing is one that a {@link Query} means. Made once for a page, asked for every thing. */
@FunctionalInterface
interface Matcher {
    boolean matches(Candidate candidate);

    static Matcher of(Query query, ThingIds ids, GroupMatching groups) {
        return switch (query) {
            case Query.And(var all) -> every(matchers(all, ids, groups));
            case Query.Or(var any) -> some(matchers(any, ids, groups));
            case Query.Not(var inner) -> {
                Matcher matcher = of(inner, ids, groups);
                yield candidate -> !matcher.matches(candidate);
            }
            case Query.Term(var field, var criterion) -> term(field, ValueTest.of(criterion), ids, groups);
        };
    }

    /** What costs more than a look at the thing comes last: mostly it is not needed any more. */
    private static Matcher[] matchers(List<Query> parts, ThingIds ids, GroupMatching groups) {
        return parts.stream()
                .sorted(Comparator.comparing(Matcher::looksElsewhere))
                .map(part -> of(part, ids, groups))
                .toArray(Matcher[]::new);
    }

    private static boolean looksElsewhere(Query query) {
        return switch (query) {
            case Query.And(var all) -> all.stream().anyMatch(Matcher::looksElsewhere);
            case Query.Or(var any) -> any.stream().anyMatch(Matcher::looksElsewhere);
            case Query.Not(var inner) -> looksElsewhere(inner);
            case Query.Term(Field.Known(Name name), var _) ->
                switch (name) {
                    case THING_NAME, THING_TYPE_NAME -> false;
                    case THING_GROUP_NAMES, THING_ID, CONNECTED, TIMESTAMP, DISCONNECT_REASON, CLIENT_ID -> true;
                };
            case Query.Term _ -> false;
        };
    }

    private static Matcher every(Matcher[] all) {
        return candidate -> {
            for (Matcher one : all) {
                if (!one.matches(candidate)) {
                    return false;
                }
            }
            return true;
        };
    }

    static Matcher some(Matcher[] any) {
        return candidate -> {
            for (Matcher one : any) {
                if (one.matches(candidate)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Matcher term(Field field, Predicate<String> test, ThingIds ids, GroupMatching groups) {
        return switch (field) {
            case Field.Any _ -> {
                Matcher inGroup = groups.named(test);
                yield candidate -> isAnywhere(candidate.thing(), test) || inGroup.matches(candidate);
            }
            case Field.Attribute(String name) ->
                candidate -> meets(candidate.thing().attributes().get(name), test);
            case Field.Known(Name name) -> known(name, test, ids, groups);
        };
    }

    private static Matcher known(Name name, Predicate<String> test, ThingIds ids, GroupMatching groups) {
        return switch (name) {
            case THING_NAME -> candidate -> test.test(candidate.thing().name());
            case THING_ID -> candidate -> test.test(ids.of(candidate.thing()));
            case THING_TYPE_NAME -> candidate -> meets(candidate.thing().typeName(), test);
            case THING_GROUP_NAMES -> groups.named(test);
            case CONNECTED -> {
                boolean whenConnected = test.test("true");
                boolean otherwise = test.test("false");
                yield ofConnection(known -> known != null && known.connected() ? whenConnected : otherwise);
            }
            case TIMESTAMP -> ofConnection(known -> known != null && test.test(Long.toString(known.timestampMillis())));
            case DISCONNECT_REASON -> ofConnection(known -> known != null && meets(known.disconnectReason(), test));
            case CLIENT_ID -> ofConnection(known -> known != null && test.test(known.clientId()));
        };
    }

    private static Matcher ofConnection(Predicate<@Nullable Connectivity> test) {
        return candidate -> test.test(candidate.connectivity());
    }

    private static boolean isAnywhere(Thing thing, Predicate<String> test) {
        if (test.test(thing.name()) || meets(thing.typeName(), test)) {
            return true;
        }
        for (Map.Entry<String, String> attribute : thing.attributes().entrySet()) {
            if (test.test(attribute.getValue())) {
                return true;
            }
        }
        return false;
    }

    private static boolean meets(@Nullable String value, Predicate<String> test) {
        return value != null && test.test(value);
    }
}
