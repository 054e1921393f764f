package io.gatehouse.engine.rocks;

import org.rocksdb.RocksDBException;

/**
 * Something that waits for the next batch. The committer thread calls, in this order, {@link #stage}, then one of
 * {@link #answer} and {@link #failed}. {@link #failed} may also come first, on any thread.
 */
interface Write {
    /** About how much it adds to the batch. */
    int bytes();

    /** Adds to the batch; or, if it is refused, adds nothing and keeps that for {@link #answer}. Tells nobody yet. */
    void stage(Database.Batch batch) throws RocksDBException;

    /**
     * The batch is as safe as the configured fsync says. A refusal is told only now too, because what it rests on may
     * be an earlier write of the same batch. Must not throw.
     */
    void answer();

    /** The batch was not written, or nobody knows. Must not throw. */
    void failed(String problem);

    /**
     * Whether it is told that too much waits only after those before it were told, and on the committer thread. It then
     * waits with them, so whoever submits such writes bounds their number.
     */
    default boolean keepsItsPlace() {
        return false;
    }
}
