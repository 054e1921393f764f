package io.gatehouse.indexing;

import io.gatehouse.loop.Clock;
import io.gatehouse.query.Query;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.StableId;
import io.gatehouse.registry.Thing;
import io.gatehouse.registry.ThingGroup;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Searches of the index, in turn. A search is work for a processor, which a virtual thread does not give back before it
 * is done; so half of the processors search at once, and who had no turn in {@link #PATIENCE_SECONDS} is answered with
 * null and comes again. Virtual threads.
 */
public final class FleetSearches {
    private static final int PATIENCE_SECONDS = 2;

    private final FleetIndex index;
    private final Semaphore turns =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    private FleetSearches(FleetIndex index) {
        this.index = index;
    }

    /** One for a broker: all who search share the turns. */
    public static FleetSearches of(Registry registry, ThingConnectivity connectivity, Clock clock) {
        return new FleetSearches(new FleetIndex(
                registry, connectivity, thing -> StableId.of(Kind.THING, thing.name(), thing.createdAt()), clock));
    }

    /** As {@link FleetIndex#search}; null where there was no turn. */
    public @Nullable SearchPage search(Query query, @Nullable String after, int max) {
        return inTurn(() -> index.search(query, after, max));
    }

    /** As {@link FleetIndex#members}; null where there was no turn. */
    public @Nullable SearchPage members(ThingGroup group, @Nullable String after, int max) {
        return inTurn(() -> index.members(group, after, max));
    }

    /** As {@link FleetIndex#groupsOf}, which is too little to wait for a turn. */
    public List<String> groupsOf(Thing thing) {
        return index.groupsOf(thing);
    }

    private @Nullable SearchPage inTurn(Supplier<SearchPage> search) {
        try {
            if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return null;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
        try {
            return search.get();
        } finally {
            turns.release();
        }
    }
}
