package io.gatehouse.control;

import java.util.Map;

/** The operations on tags and their shapes. */
public final class TagApi {
    public static final Operation<Tagged, View> LIST = new Operation<>("tag/list", Tagged.class, View.class);
    public static final Operation<Put, View> PUT = new Operation<>("tag/put", Put.class, View.class);

    private TagApi() {}

    /** What may have tags. */
    public enum Noun {
        THING_TYPE,
        THING_GROUP,
        BILLING_GROUP,
        POLICY
    }

    public record Tagged(Noun noun, String name) {
        public Tagged {
            Shape.there("noun", noun);
            Shape.text("name", name, 128);
        }
    }

    /** @param tags these and no others from now on */
    public record Put(Noun noun, String name, Map<String, String> tags) {
        public Put {
            Shape.there("noun", noun);
            Shape.text("name", name, 128);
            tags = Map.copyOf(Shape.there("tags", tags));
        }
    }

    public record View(Map<String, String> tags) {}
}
