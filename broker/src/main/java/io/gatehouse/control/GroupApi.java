package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations on thing groups and their shapes. */
public final class GroupApi {
    public static final Operation<Create, View> CREATE = new Operation<>("group/create", Create.class, View.class);
    public static final Operation<Page, Listing> LIST = new Operation<>("group/list", Page.class, Listing.class);
    public static final Operation<Name, Detail> DESCRIBE = new Operation<>("group/describe", Name.class, Detail.class);
    public static final Operation<Update, View> UPDATE = new Operation<>("group/update", Update.class, View.class);
    public static final Operation<Remove, Removed> REMOVE =
            new Operation<>("group/remove", Remove.class, Removed.class);
    public static final Operation<Members, Moved> ADD_THINGS =
            new Operation<>("group/add-things", Members.class, Moved.class);
    public static final Operation<Members, Moved> REMOVE_THINGS =
            new Operation<>("group/remove-things", Members.class, Moved.class);
    public static final Operation<Binding, Binding> ATTACH =
            new Operation<>("group/attach", Binding.class, Binding.class);
    public static final Operation<Binding, Binding> DETACH =
            new Operation<>("group/detach", Binding.class, Binding.class);

    private GroupApi() {}

    public record Name(String name) {
        public Name {
            Shape.text("name", name, 128);
        }
    }

    /**
     * A group that is new.
     *
     * @param parent the group right above it, for good; {@code null} for none
     * @param query which things are in it: it is dynamic, for good; {@code null} for a static group
     */
    public record Create(
            String name,
            @Nullable String parent,
            @Nullable String query,
            @Nullable String description,
            @Nullable Map<String, String> attributes) {
        public Create {
            Shape.text("name", name, 128);
            attributes = attributes == null ? null : Map.copyOf(attributes);
        }
    }

    /**
     * What to change.
     *
     * @param query {@code null} to leave it; a static group has none
     * @param description {@code null} to leave it
     * @param attributes these and no others from now on; {@code null} to leave them
     */
    public record Update(
            String name,
            @Nullable String query,
            @Nullable String description,
            @Nullable Map<String, String> attributes) {
        public Update {
            Shape.text("name", name, 128);
            attributes = attributes == null ? null : Map.copyOf(attributes);
        }
    }

    /**
     * Deletes a group.
     *
     * @param withThings true where things that are in it shall leave it; without it, a group that has any is kept
     */
    public record Remove(String name, boolean withThings) {
        public Remove {
            Shape.text("name", name, 128);
        }
    }

    /**
     * A group was deleted.
     *
     * @param things that left it
     */
    public record Removed(String name, int things) {}

    public record Members(String group, List<String> things) {
        public Members {
            Shape.text("group", group, 128);
            things = List.copyOf(Shape.there("things", things));
        }
    }

    /**
     * Things were added or removed.
     *
     * @param things that are in the group, or are in it no longer, and were not so before
     */
    public record Moved(String group, List<String> things) {}

    public record Binding(String group, String policy) {
        public Binding {
            Shape.text("group", group, 128);
            Shape.text("policy", policy, 128);
        }
    }

    /**
     * One group.
     *
     * @param query which things are in it, of a dynamic one
     * @param things in it and in all groups under it; {@code null} of a dynamic one, in which they are not counted
     */
    public record View(
            String name,
            @Nullable String parent,
            @Nullable String query,
            String description,
            @Nullable Integer things,
            List<String> policies,
            Instant createdAt) {}

    public record Listing(List<View> groups, @Nullable String next) {}

    /**
     * A group and what is around it.
     *
     * @param path from the root to the group itself
     * @param children the first {@link Page#MOST} direct ones
     * @param query which things are in it, of a dynamic one
     * @param things the first {@link Page#MOST} that are in the group itself
     * @param thingsBelow how many are in it and in all groups under it; {@code null} of a dynamic one
     * @param policies attached to the group itself
     */
    public record Detail(
            String name,
            List<String> path,
            @Nullable String query,
            String description,
            Map<String, String> attributes,
            long version,
            List<String> children,
            List<String> things,
            @Nullable Integer thingsBelow,
            List<String> policies,
            Instant createdAt) {}
}
