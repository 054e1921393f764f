package io.gatehouse.indexing;

import io.gatehouse.registry.Thing;

/** The ids that things have beside their names. Any thread. */
@FunctionalInterface
public interface ThingIds {
    String of(Thing thing);
}
