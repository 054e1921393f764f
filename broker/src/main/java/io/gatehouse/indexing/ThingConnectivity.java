package io.gatehouse.indexing;

import org.jspecify.annotations.Nullable;

/** What is known of the connections of things. */
@FunctionalInterface
public interface ThingConnectivity {
    /**
     * From memory, without waiting: a search asks it for a million things.
     *
     * @return null where no connection of the thing is known: it counts as not connected
     */
    @Nullable
    Connectivity of(String thingName);
}
