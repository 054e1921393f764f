package io.gatehouse.registry;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group of things. Somebody puts things into a static group and takes them out; policies attached to it apply to its
 * things and to those of all groups under it. A dynamic group has the things that its query means, and neither policies
 * nor a place in a hierarchy.
 *
 * @param name {@code [a-zA-Z0-9:_-]{1,128}}, never changes; both kinds share one space of names
 * @param parent the group right above, or null at the root; never changes
 * @param query which things are in it, or null for a static group; a group stays of the kind that it is
 * @param description up to 2,028 characters, may be empty
 * @param version 1 at first, one more with every update
 */
public record ThingGroup(
        String name,
        @Nullable String parent,
        @Nullable MemberQuery query,
        String description,
        Map<String, String> attributes,
        long version,
        Instant createdAt) {
    public ThingGroup {
        attributes = Map.copyOf(attributes);
    }

    public boolean isDynamic() {
        return query != null;
    }
}
