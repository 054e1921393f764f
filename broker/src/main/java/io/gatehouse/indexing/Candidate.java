package io.gatehouse.indexing;

import io.gatehouse.registry.Thing;
import org.jspecify.annotations.Nullable;

/**
 * The thing that a {@link Matcher} is asked about. Its connectivity is looked up when it is asked for, and once, so
 * that what decided is what is answered. One for a page, one thread.
 */
final class Candidate {
    private final ThingConnectivity source;
    private Thing thing;
    private @Nullable Connectivity connectivity;
    private boolean lookedUp;

    Candidate(Thing first, ThingConnectivity source) {
        this.thing = first;
        this.source = source;
    }

    /** Is about that thing from now on. */
    void become(Thing next) {
        thing = next;
        lookedUp = false;
    }

    Thing thing() {
        return thing;
    }

    @Nullable
    Connectivity connectivity() {
        if (!lookedUp) {
            connectivity = source.of(thing.name());
            lookedUp = true;
        }
        return connectivity;
    }
}
