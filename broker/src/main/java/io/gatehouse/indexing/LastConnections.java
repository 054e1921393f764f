package io.gatehouse.indexing;

import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryChange;
import io.gatehouse.registry.RegistryListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The last connection of every thing that was connected since the broker started. Any thread, without waiting: loops
 * write, searches read.
 *
 * <p>Bounded by the registry: one entry for a thing that is there. Of before the start nothing is known.
 */
public final class LastConnections implements ThingConnectivity, RegistryListener {
    private final Registry registry;
    private final Map<String, Last> byThing = new ConcurrentHashMap<>();

    /** @param connectionId tells the end of this connection from the end of one before it */
    private record Last(String connectionId, Connectivity connectivity) {}

    /** Becomes a listener of {@code registry}. */
    public static LastConnections of(Registry registry) {
        LastConnections connections = new LastConnections(registry);
        registry.addListener(connections);
        return connections;
    }

    private LastConnections(Registry registry) {
        this.registry = registry;
    }

    @Override
    public @Nullable Connectivity of(String thingName) {
        Last last = byThing.get(thingName);
        return last == null ? null : last.connectivity();
    }

    /** A connection that stands for the thing began. */
    public void connected(String thingName, String connectionId, Connectivity connectivity) {
        byThing.put(thingName, new Last(connectionId, connectivity));
        forgetUnlessThere(thingName);
    }

    /** It ended. No effect where another connection of the thing began after it. */
    public void disconnected(String thingName, String connectionId, Connectivity connectivity) {
        byThing.computeIfPresent(
                thingName,
                (_, last) -> last.connectionId().equals(connectionId) ? new Last(connectionId, connectivity) : last);
        forgetUnlessThere(thingName);
    }

    @Override
    public void changed(RegistryChange change) {
        switch (change) {
            case RegistryChange.ThingChanged(String thingName, var _) -> forgetUnlessThere(thingName);
            case RegistryChange.RegistryImported _ ->
                Thread.ofVirtual()
                        .name("gatehouse-connectivity")
                        .start(() -> byThing.keySet().forEach(this::forgetUnlessThere));
            default -> {}
        }
    }

    /** Asked after every write too: a thing may be deleted between its connection and what is noted of it. */
    private void forgetUnlessThere(String thingName) {
        if (registry.thing(thingName) == null) {
            byThing.remove(thingName);
        }
    }

    int size() {
        return byThing.size();
    }
}
