package io.gatehouse.registry;

import org.jspecify.annotations.Nullable;

/**
 * What a thing type adds to every message of its things, as a user property of MQTT 5 ("Adding propagating attributes
 * for message enrichment" of the AWS IoT developer guide).
 *
 * @param userPropertyKey name of the property, {@code [a-zA-Z0-9:$.]{1,128}}
 * @param source where its value is from
 */
public record PropagatingAttribute(String userPropertyKey, Source source) {
    /** Of one type. */
    public static final int MOST = 20;

    public sealed interface Source {
        /** @param attribute of the thing; one that the thing has not adds nothing */
        record OfThing(String attribute) implements Source {}

        /** Of the connection that the message comes in by. */
        enum OfConnection implements Source {
            CLIENT_ID("iot:ClientId"),
            THING_NAME("iot:Thing.ThingName");

            private final String text;

            OfConnection(String text) {
                this.text = text;
            }

            /** As AWS names it. */
            public String text() {
                return text;
            }
        }
    }

    /**
     * Of what a request or a document has.
     *
     * @return null where it has neither source, or both, or one of another connection attribute
     */
    public static @Nullable PropagatingAttribute of(
            String userPropertyKey, @Nullable String thingAttribute, @Nullable String connectionAttribute) {
        if ((thingAttribute == null) == (connectionAttribute == null)) {
            return null;
        }
        if (thingAttribute != null) {
            return new PropagatingAttribute(userPropertyKey, new Source.OfThing(thingAttribute));
        }
        for (Source.OfConnection one : Source.OfConnection.values()) {
            if (one.text().equals(connectionAttribute)) {
                return new PropagatingAttribute(userPropertyKey, one);
            }
        }
        return null;
    }

    /** The attribute of the thing, or null. */
    public @Nullable String thingAttribute() {
        return switch (source) {
            case Source.OfThing(String attribute) -> attribute;
            case Source.OfConnection _ -> null;
        };
    }

    /** The attribute of the connection as AWS names it, or null. */
    public @Nullable String connectionAttribute() {
        return switch (source) {
            case Source.OfThing _ -> null;
            case Source.OfConnection connection -> connection.text();
        };
    }
}
