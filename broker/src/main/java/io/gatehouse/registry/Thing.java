package io.gatehouse.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A device, as the operator knows it.
 *
 * @param name {@code [a-zA-Z0-9:_-]{1,128}}, never changes
 * @param attributes what policies and searches may ask for
 * @param groups the groups it is in, ancestors not listed; by name
 * @param billingGroup the one it is in, or null
 * @param version 1 at first, one more with every update; groups of either kind are not part of it
 */
public record Thing(
        String name,
        @Nullable String typeName,
        Map<String, String> attributes,
        List<String> groups,
        @Nullable String billingGroup,
        long version,
        Instant createdAt) {
    public Thing {
        attributes = Map.copyOf(attributes);
        groups = List.copyOf(groups);
    }

    /** In no group. */
    public Thing(
            String name, @Nullable String typeName, Map<String, String> attributes, long version, Instant createdAt) {
        this(name, typeName, attributes, List.of(), null, version, createdAt);
    }

    Thing in(List<String> otherGroups) {
        List<String> sorted = otherGroups.stream().sorted().toList();
        return new Thing(name, typeName, attributes, sorted, billingGroup, version, createdAt);
    }

    /** @param group null for none */
    Thing billedTo(@Nullable String group) {
        return new Thing(name, typeName, attributes, groups, group, version, createdAt);
    }

    /** In its next version. */
    Thing with(@Nullable String newType, Map<String, String> newAttributes) {
        return new Thing(name, newType, newAttributes, groups, billingGroup, version + 1, createdAt);
    }
}
