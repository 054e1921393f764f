package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations on thing types and their shapes. */
public final class TypeApi {
    public static final Operation<Create, View> CREATE = new Operation<>("type/create", Create.class, View.class);
    public static final Operation<Page, Listing> LIST = new Operation<>("type/list", Page.class, Listing.class);
    public static final Operation<Name, View> DESCRIBE = new Operation<>("type/describe", Name.class, View.class);
    public static final Operation<Update, View> UPDATE = new Operation<>("type/update", Update.class, View.class);
    public static final Operation<Deprecate, View> DEPRECATE =
            new Operation<>("type/deprecate", Deprecate.class, View.class);
    public static final Operation<Name, View> REMOVE = new Operation<>("type/remove", Name.class, View.class);

    private TypeApi() {}

    public record Name(String name) {
        public Name {
            Shape.text("name", name, 128);
        }
    }

    /**
     * What messages of a type's things get, as a user property.
     *
     * @param thingAttribute the attribute that is its value, or {@code null}
     * @param connectionAttribute {@code iot:ClientId} or {@code iot:Thing.ThingName}, or {@code null}
     */
    public record Propagating(
            String userPropertyKey,
            @Nullable String thingAttribute,
            @Nullable String connectionAttribute) {
        public Propagating {
            Shape.text("userPropertyKey", userPropertyKey, 128);
        }
    }

    /**
     * A type that is new.
     *
     * @param searchable names of up to 3 attributes
     * @param propagating up to 20
     */
    public record Create(
            String name,
            @Nullable String description,
            @Nullable List<String> searchable,
            @Nullable List<Propagating> propagating) {
        public Create {
            Shape.text("name", name, 128);
            searchable = searchable == null ? null : List.copyOf(searchable);
            propagating = propagating == null ? null : List.copyOf(propagating);
        }
    }

    /** @param propagating these and no others from now on */
    public record Update(String name, List<Propagating> propagating) {
        public Update {
            Shape.text("name", name, 128);
            propagating = List.copyOf(Shape.there("propagating", propagating));
        }
    }

    /**
     * Takes a type out of use, or into use again.
     *
     * @param undo true to take the type up again
     */
    public record Deprecate(String name, boolean undo) {
        public Deprecate {
            Shape.text("name", name, 128);
        }
    }

    /**
     * One type.
     *
     * @param deprecatedAt since when no thing may be given it, {@code null} where things may
     */
    public record View(
            String name,
            String description,
            List<String> searchable,
            List<Propagating> propagating,
            @Nullable Instant deprecatedAt,
            Instant createdAt) {}

    public record Listing(List<View> types, @Nullable String next) {}
}
