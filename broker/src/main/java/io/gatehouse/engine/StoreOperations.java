package io.gatehouse.engine;

import java.nio.file.Path;

/**
 * What an operator may ask of a store that is open. Any thread but event loops: both read the disk, and a checkpoint
 * writes as much as waits in memory. After close both throw {@link IllegalStateException}.
 */
public interface StoreOperations {
    /**
     * Writes a copy of everything as of one moment, while reads and writes go on; it can be opened like the store
     * itself. Files that never change are linked where the folder is on the same file system, and copied where not.
     *
     * @param folder must not exist; its parent must. What a failure leaves of it is the caller's to remove
     * @throws StoreException when the copy cannot be written
     */
    void checkpoint(Path folder) throws StoreException;

    /**
     * How much there is, now.
     *
     * @throws java.io.UncheckedIOException when the store cannot be read
     */
    StoreStatistics statistics();
}
