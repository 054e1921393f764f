package io.gatehouse.registry;

import java.util.List;
import java.util.Map;

/**
 * A thing that is gone, and what became of its certificates.
 *
 * @param removed ids of the certificates that are gone with it
 * @param kept ids of those that are still registered, detached from it, each with the reason
 */
public record Removal(Thing thing, List<String> removed, Map<String, String> kept) {
    public Removal {
        removed = List.copyOf(removed);
        kept = Map.copyOf(kept);
    }
}
