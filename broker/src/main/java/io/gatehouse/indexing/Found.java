package io.gatehouse.indexing;

import io.gatehouse.registry.Thing;
import org.jspecify.annotations.Nullable;

/**
 * A thing that was found.
 *
 * @param connectivity null where nothing is known of it
 */
public record Found(Thing thing, @Nullable Connectivity connectivity) {}
