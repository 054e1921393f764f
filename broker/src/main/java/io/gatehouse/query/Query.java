package io.gatehouse.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is searched for, as a tree. {@link QueryParser} makes it, {@link Matcher} decides by it. Immutable; at most
 * {@link QueryParser#MOST_TERMS} terms and {@link QueryParser#DEEPEST} levels.
 */
public sealed interface Query {
    /** @param all at least two */
    record And(List<Query> all) implements Query {
        public And {
            all = List.copyOf(all);
        }
    }

    /** @param any at least two */
    record Or(List<Query> any) implements Query {
        public Or {
            any = List.copyOf(any);
        }
    }

    record Not(Query query) implements Query {}

    /** A thing that has at least one value in that field which meets the criterion. */
    record Term(Field field, Criterion criterion) implements Query {}

    /** Where a term looks. */
    sealed interface Field {
        /** No field was named: the thing's name, its type, its groups and the values of its attributes. */
        record Any() implements Field {}

        record Known(Name name) implements Field {}

        /** @param name as the thing has it, in this very case */
        record Attribute(String name) implements Field {}
    }

    /** The fields that every thing may have. Their names are compared in this very case. */
    enum Name {
        THING_NAME("thingName"),
        THING_ID("thingId"),
        THING_TYPE_NAME("thingTypeName"),
        THING_GROUP_NAMES("thingGroupNames"),
        CONNECTED("connectivity.connected"),
        TIMESTAMP("connectivity.timestamp"),
        DISCONNECT_REASON("connectivity.disconnectReason"),
        CLIENT_ID("connectivity.clientId");

        private final String text;

        Name(String text) {
            this.text = text;
        }

        /** As queries write it. */
        public String text() {
            return text;
        }
    }

    /** What a value must be. The case of letters does not count. */
    sealed interface Criterion {
        /** That text; or, where both are numbers and it was not in quotes, that number. */
        record Equal(Literal literal) implements Criterion {}

        /**
         * A text with stars for any characters and question marks for one each, behind a beginning without; or one star
         * alone for any value.
         */
        record Like(String pattern) implements Criterion {}

        /**
         * Between two bounds, or on one side of one. A bound that is a number is met by numbers only, in their order;
         * any other is met by texts in the order of their characters.
         *
         * @param lower null for none
         * @param upper null for none; never both
         */
        record Between(@Nullable Bound lower, @Nullable Bound upper) implements Criterion {}
    }

    /** @param inclusive whether the bound itself is between */
    record Bound(Literal literal, boolean inclusive) {}

    /**
     * A value as it stands in the query.
     *
     * @param text without quotes and backslashes
     * @param quoted whether it stood in quotes: then it is a text, whatever it looks like
     */
    record Literal(String text, boolean quoted) {}
}
