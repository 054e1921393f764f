package io.gatehouse.indexing;

import io.gatehouse.registry.Thing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thing that was found.
 *
 * @param groups names of the groups that it is in itself, in order; of dynamic ones too where a search was asked
 * @param connectivity null where nothing is known of it
 */
public record Found(
        Thing thing, List<String> groups, @Nullable Connectivity connectivity) {
    public Found {
        groups = List.copyOf(groups);
    }
}
