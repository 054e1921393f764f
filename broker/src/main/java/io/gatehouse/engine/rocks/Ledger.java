package io.gatehouse.engine.rocks;

import org.rocksdb.RocksDBException;

/**
 * The running counts of one part of the store. They change with every write of a batch, and are written once, with the
 * batch: so they are right whatever becomes of it. Committer thread only.
 */
interface Ledger {
    /** Every write of the batch is staged: adds the counts, if any changed. */
    void enter(Database.Batch batch) throws RocksDBException;

    /** The batch is as safe as the configured fsync says: what was staged holds, and may be seen. */
    void keep();

    /** The batch was not written, or nobody knows: back to what was kept last. */
    void forget();
}
