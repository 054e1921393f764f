package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations on billing groups and their shapes. */
public final class BillingGroupApi {
    public static final Operation<Create, View> CREATE = new Operation<>("billing/create", Create.class, View.class);
    public static final Operation<Page, Listing> LIST = new Operation<>("billing/list", Page.class, Listing.class);
    public static final Operation<Name, View> DESCRIBE = new Operation<>("billing/describe", Name.class, View.class);
    public static final Operation<Update, View> UPDATE = new Operation<>("billing/update", Update.class, View.class);
    public static final Operation<Name, View> REMOVE = new Operation<>("billing/remove", Name.class, View.class);
    public static final Operation<Member, Member> ADD_THING =
            new Operation<>("billing/add-thing", Member.class, Member.class);
    public static final Operation<Member, Member> REMOVE_THING =
            new Operation<>("billing/remove-thing", Member.class, Member.class);

    /** The first of its things. */
    public static final Operation<Name, Things> THINGS = new Operation<>("billing/things", Name.class, Things.class);

    private BillingGroupApi() {}

    public record Name(String name) {
        public Name {
            Shape.text("name", name, 128);
        }
    }

    public record Create(String name, @Nullable String description) {
        public Create {
            Shape.text("name", name, 128);
        }
    }

    public record Update(String name, String description) {
        public Update {
            Shape.text("name", name, 128);
            Shape.there("description", description);
        }
    }

    /** A thing that is to be in a group, which it is in alone, or in it no longer. */
    public record Member(String group, String thing) {
        public Member {
            Shape.text("group", group, 128);
            Shape.text("thing", thing, 128);
        }
    }

    public record View(String name, String description, Instant createdAt) {}

    /** @param things by name, the first 250 */
    public record Things(String group, List<String> things) {}

    public record Listing(List<View> groups, @Nullable String next) {}
}
