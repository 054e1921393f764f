package io.gatehouse.registry;

import org.jspecify.annotations.Nullable;

/**
 * A change to a thing that leaves alone what it does not name.
 *
 * @param typeName the new type, or null
 * @param removesType whether it has no type afterwards; then {@code typeName} is null
 * @param attributes null for those it has
 * @param expectedVersion the version the caller has seen, or 0 for any
 */
public record ThingUpdate(
        @Nullable String typeName,
        boolean removesType,
        @Nullable AttributeChange attributes,
        long expectedVersion) {
    public ThingUpdate {
        if (removesType && typeName != null) {
            throw new IllegalArgumentException("typeName: " + typeName + " (expected: none beside removesType)");
        }
    }

    @Nullable
    String typeAfter(Thing before) {
        return removesType || typeName != null ? typeName : before.typeName();
    }
}
