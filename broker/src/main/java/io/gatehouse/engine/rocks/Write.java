package io.gatehouse.engine.rocks;

import org.rocksdb.RocksDBException;

/**
 * Something that waits for the next batch. The committer thread calls, in this order,
 * {@link #stage}, then one of {@link #stored} and {@link #failed}. {@link #failed} may also come first, on any thread,
 * and after a refusal, where it means nothing.
 */
interface Write {
    /** About how much it adds to the batch. */
    int bytes();

    /** Adds to the batch and answers true, or adds nothing, completes itself as refused and answers false. */
    boolean stage(Database.Batch batch) throws RocksDBException;

    /** The batch is as safe as the configured fsync says. Must not throw. */
    void stored();

    /** The batch was not written, or nobody knows. Must not throw. */
    void failed(String problem);
}
