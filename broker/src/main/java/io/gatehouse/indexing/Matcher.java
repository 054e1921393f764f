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

    static Matcher of(Query query, ThingIds ids) {
        return switch (query) {
            case Query.And(var all) -> every(matchers(all, ids));
            case Query.Or(var any) -> some(matchers(any, ids));
            case Query.Not(var inner) -> {
                Matcher matcher = of(inner, ids);
                yield candidate -> !matcher.matches(candidate);
            }
            case Query.Term(var field, var criterion) -> term(field, ValueTest.of(criterion), ids);
        };
    }

    /** What costs more than a look at the thing comes last: mostly it is not needed any more. */
    private static Matcher[] matchers(List<Query> parts, ThingIds ids) {
        return parts.stream()
                .sorted(Comparator.comparing(Matcher::looksElsewhere))
                .map(part -> of(part, ids))
                .toArray(Matcher[]::new);
    }

    private static boolean looksElsewhere(Query query) {
        return switch (query) {
            case Query.And(var all) -> all.stream().anyMatch(Matcher::looksElsewhere);
            case Query.Or(var any) -> any.stream().anyMatch(Matcher::looksElsewhere);
            case Query.Not(var inner) -> looksElsewhere(inner);
            case Query.Term(Field.Known(Name name), var _) ->
                switch (name) {
                    case THING_NAME, THING_TYPE_NAME, THING_GROUP_NAMES -> false;
                    case THING_ID, CONNECTED, TIMESTAMP, DISCONNECT_REASON, CLIENT_ID -> true;
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

    private static Matcher some(Matcher[] any) {
        return candidate -> {
            for (Matcher one : any) {
                if (one.matches(candidate)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Matcher term(Field field, Predicate<String> test, ThingIds ids) {
        return switch (field) {
            case Field.Any _ -> candidate -> isAnywhere(candidate.thing(), test);
            case Field.Attribute(String name) ->
                candidate -> meets(candidate.thing().attributes().get(name), test);
            case Field.Known(Name name) -> known(name, test, ids);
        };
    }

    private static Matcher known(Name name, Predicate<String> test, ThingIds ids) {
        return switch (name) {
            case THING_NAME -> candidate -> test.test(candidate.thing().name());
            case THING_ID -> candidate -> test.test(ids.of(candidate.thing()));
            case THING_TYPE_NAME -> candidate -> meets(candidate.thing().typeName(), test);
            case THING_GROUP_NAMES -> candidate -> isAmong(candidate.thing().groups(), test);
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
        if (test.test(thing.name()) || meets(thing.typeName(), test) || isAmong(thing.groups(), test)) {
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

    private static boolean isAmong(List<String> values, Predicate<String> test) {
        for (int i = 0; i < values.size(); i++) {
            if (test.test(values.get(i))) {
                return true;
            }
        }
        return false;
    }
}
