package io.gatehouse.control;

import java.util.List;
import java.util.Map;

/** The operations on tags and their shapes. */
public final class TagApi {
    public static final Operation<Tagged, View> LIST = new Operation<>("tag/list", Tagged.class, View.class);
    public static final Operation<Put, View> PUT = new Operation<>("tag/put", Put.class, View.class);
    public static final Operation<Add, View> ADD = new Operation<>("tag/add", Add.class, View.class);
    public static final Operation<Remove, View> REMOVE = new Operation<>("tag/remove", Remove.class, View.class);

    private TagApi() {}

    /** What may have tags. */
    public enum Noun {
        THING_TYPE("thingtype"),
        THING_GROUP("thinggroup"),
        BILLING_GROUP("billinggroup"),
        POLICY("policy"),
        PROVISIONING_TEMPLATE("provisioningtemplate"),
        /** Its name is its whole id. */
        CA_CERTIFICATE("cacert");

        private final String arnType;

        Noun(String arnType) {
            this.arnType = arnType;
        }

        /** What stands before the name in an ARN: {@code thinggroup} of {@code thinggroup/attic}. */
        public String arnType() {
            return arnType;
        }
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

    /** @param tags these from now on, beside the others that are there */
    public record Add(Noun noun, String name, Map<String, String> tags) {
        public Add {
            Shape.there("noun", noun);
            Shape.text("name", name, 128);
            tags = Map.copyOf(Shape.there("tags", tags));
        }
    }

    /** @param keys of tags that go; one that is not there is as good as gone */
    public record Remove(Noun noun, String name, List<String> keys) {
        public Remove {
            Shape.there("noun", noun);
            Shape.text("name", name, 128);
            keys = List.copyOf(Shape.there("keys", keys));
        }
    }

    /** @param arn of what has them */
    public record View(String arn, Map<String, String> tags) {}
}
