package io.gatehouse.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change to a thing type that leaves alone what it does not name.
 *
 * @param description null for the one it has
 * @param searchableAttributes null for those it has
 * @param propagatingAttributes null for those it has
 */
public record ThingTypeUpdate(
        @Nullable String description,
        @Nullable List<String> searchableAttributes,
        @Nullable List<PropagatingAttribute> propagatingAttributes) {}
