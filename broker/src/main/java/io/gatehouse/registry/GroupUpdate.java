package io.gatehouse.registry;

import org.jspecify.annotations.Nullable;

/**
 * A change to a thing group that leaves alone what it does not name.
 *
 * @param description null for the one it has
 * @param attributes null for those it has
 * @param expectedVersion the version the caller has seen, or 0 for any
 */
public record GroupUpdate(
        @Nullable String description, @Nullable AttributeChange attributes, long expectedVersion) {}
