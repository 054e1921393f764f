package io.gatehouse.engine;

import java.util.List;

/**
 * What a store holds and how much room it takes.
 *
 * @param families the sorted maps of the store, in a fixed order
 * @param walBytes of the write-ahead log: what is not yet sorted into files
 */
public record StoreStatistics(List<Family> families, long walBytes) {
    public StoreStatistics {
        families = List.copyOf(families);
    }

    /**
     * One sorted map.
     *
     * @param keys an estimate: what was written over or deleted lately may count twice
     * @param bytes of its files, compressed
     * @param files how many
     * @param memoryBytes of what is not in a file yet
     */
    public record Family(String name, long keys, long bytes, long files, long memoryBytes) {}
}
