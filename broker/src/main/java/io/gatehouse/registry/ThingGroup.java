package io.gatehouse.registry;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A static group of things. Policies attached to it apply to its things and to those of all groups under it.
 *
 * @param name {@code [a-zA-Z0-9:_-]{1,128}}, never changes
 * @param parent the group right above, or null at the root; never changes
 * @param description up to 2,028 characters, may be empty
 * @param version 1 at first, one more with every update
 */
public record ThingGroup(
        String name,
        @Nullable String parent,
        String description,
        Map<String, String> attributes,
        long version,
        Instant createdAt) {
    public ThingGroup {
        attributes = Map.copyOf(attributes);
    }
}
