package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.KEY_VALUE;
import static io.gatehouse.engine.rocks.ColumnFamily.META;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the keys are after everything that the batch has so far: the database and the leases, and over them what was
 * staged. The committer thread's own.
 *
 * <p>Revisions are one count for the whole store, kept in {@link ColumnFamily#META} by every batch that takes some, so
 * that a key that comes again never sees one again; a leased key neither, although it is not in the database. Those of
 * a batch that failed are not given out again.
 */
final class StagedKeys implements Ledger {
    private final Database database;
    private final Leases leases;
    private long lastRevision;
    private long keptRevision; // on the disk
    private final Map<Key, Staged> staged = new HashMap<>();

    /**
     * @param value null: deleted
     * @param lease that holds the key
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Staged(
            long revision,
            byte @Nullable [] value,
            @Nullable RocksLease lease) {
        static final Staged DELETED = new Staged(0, null, null);
    }

    StagedKeys(Database database, Leases leases) {
        this.database = database;
        this.leases = leases;
        byte[] stored = database.get(META, RocksKeyValue.LAST_REVISION);
        this.lastRevision = stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
        this.keptRevision = lastRevision;
    }

    long lastRevision() {
        return lastRevision;
    }

    /** 0: no value. */
    long revision(Key key) {
        Staged found = staged.get(key);
        if (found != null) {
            return found.revision();
        }
        RocksLease lease = leases.of(key);
        if (lease != null) {
            return lease.revision();
        }
        byte[] stored = database.get(KEY_VALUE, KeyBytes.of(key));
        return stored == null ? 0 : RocksKeyValue.revision(stored);
    }

    @Nullable
    Entry entry(Key key) {
        Staged found = staged.get(key);
        if (found != null) {
            byte[] value = found.value();
            return value == null ? null : new Entry(key, value.clone(), found.revision());
        }
        RocksLease lease = leases.of(key);
        if (lease != null) {
            return lease.entry();
        }
        byte[] stored = database.get(KEY_VALUE, KeyBytes.of(key));
        return stored == null ? null : RocksKeyValue.entry(key, stored);
    }

    /** The lease that holds the key. */
    @Nullable
    RocksLease lease(Key key) {
        Staged found = staged.get(key);
        return found == null ? leases.of(key) : found.lease();
    }

    long nextRevision() {
        return ++lastRevision;
    }

    void put(Key key, byte[] value, long revision, @Nullable RocksLease lease) {
        staged.put(key, new Staged(revision, value, lease));
    }

    void delete(Key key) {
        staged.put(key, Staged.DELETED);
    }

    @Override
    public void enter(Database.Batch batch) {
        if (lastRevision != keptRevision) {
            batch.put(
                    META,
                    RocksKeyValue.LAST_REVISION,
                    ByteBuffer.allocate(Long.BYTES).putLong(lastRevision).array());
        }
    }

    @Override
    public void keep() {
        keptRevision = lastRevision;
        staged.clear();
    }

    @Override
    public void forget() {
        staged.clear();
    }
}
