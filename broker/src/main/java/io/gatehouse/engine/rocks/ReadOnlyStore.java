package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.KEY_VALUE;
import static io.gatehouse.engine.rocks.ColumnFamily.META;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.StoreStatistics;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The files of a store that no broker has open, being read: a backup, or a store beside which the caller holds the
 * {@link DataDirectory}. Nothing is written. Any thread; after close every method throws
 * {@link IllegalStateException}.
 */
public final class ReadOnlyStore implements AutoCloseable {
    private final Database database;
    private final KeyValue keyValue = new Values();
    private final long revision;

    private ReadOnlyStore(Database database) {
        this.database = database;
        byte[] stored = database.get(META, RocksKeyValue.LAST_REVISION);
        this.revision = stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
    }

    /**
     * Opens the files, with what a write-ahead log beside them holds.
     *
     * @param folder of the store itself, not the data folder
     * @throws StoreException no store, one that cannot be read, or one of another version
     */
    public static ReadOnlyStore open(Path folder) throws StoreException {
        Database database = Database.openReadOnly(folder);
        try {
            RocksStore.requireFormat(database);
            return new ReadOnlyStore(database);
        } catch (UncheckedIOException unreadable) {
            database.close();
            throw new StoreException(
                    "store " + folder + ": " + unreadable.getMessage() + "; check the disk, or restore a backup",
                    unreadable);
        } catch (StoreException | RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    /** Reads only: a commit throws {@link UnsupportedOperationException}. */
    public KeyValue keyValue() {
        return keyValue;
    }

    /** Of the last change the store took; 0 for none. */
    public long revision() {
        return revision;
    }

    public StoreStatistics statistics() {
        return database.statistics();
    }

    /**
     * How many values each table has; a table is what the first part of a key names.
     *
     * @throws UncheckedIOException when the store cannot be read
     */
    public Map<String, Long> tables() {
        Map<String, Long> tables = new TreeMap<>();
        database.scan(KEY_VALUE, new byte[0], (key, _) -> {
            String table = KeyBytes.parse(key).parts().getFirst();
            tables.merge(table, 1L, Long::sum);
        });
        return tables;
    }

    /** What was read of one sorted map. */
    public record Read(String family, long keys, long bytes) {}

    /**
     * Reads every file and every pair, with all checksums.
     *
     * @param problems is told what is wrong, in words
     * @return what could be read
     */
    public List<Read> readEverything(Consumer<String> problems) {
        try {
            database.verifyChecksums();
        } catch (RocksDBException damaged) {
            problems.accept("a file of the store is damaged: " + damaged.getMessage());
        }
        List<Read> all = new ArrayList<>();
        for (ColumnFamily family : database.families()) {
            all.add(read(family, problems));
        }
        return all;
    }

    private Read read(ColumnFamily family, Consumer<String> problems) {
        long[] sums = new long[2];
        try {
            database.scan(family, new byte[0], (key, value) -> {
                sums[0]++;
                sums[1] += key.length + value.length;
                if (family == KEY_VALUE) {
                    examine(key, value, problems);
                }
            });
        } catch (UncheckedIOException damaged) {
            problems.accept("column family " + family.nameOnDisk() + ": " + damaged.getMessage());
        }
        return new Read(family.nameOnDisk(), sums[0], sums[1]);
    }

    private void examine(byte[] key, byte[] value, Consumer<String> problems) {
        String name;
        try {
            name = String.join(" ", KeyBytes.parse(key).parts());
        } catch (IllegalArgumentException unreadable) {
            problems.accept(String.valueOf(unreadable.getMessage()));
            return;
        }
        if (value.length < Long.BYTES) {
            problems.accept("value " + name + ": " + value.length + " bytes (expected: a revision and what it wrote)");
        } else if (RocksKeyValue.revision(value) > revision) {
            problems.accept("value " + name + ": revision " + RocksKeyValue.revision(value) + " (expected: at most "
                    + revision + ", the store's last)");
        }
    }

    @Override
    public void close() {
        database.close();
    }

    /** The values as they were when the store was opened. */
    private final class Values implements KeyValue {
        @Override
        public @Nullable Entry get(Key key) {
            byte[] stored = database.get(KEY_VALUE, KeyBytes.of(key));
            return stored == null ? null : RocksKeyValue.entry(key, stored);
        }

        @Override
        public void scan(Key prefix, Consumer<Entry> each) {
            database.scan(
                    KEY_VALUE,
                    KeyBytes.of(prefix),
                    (key, stored) -> each.accept(RocksKeyValue.entry(KeyBytes.parse(key), stored)));
        }

        @Override
        public CompletableFuture<CommitResult> commit(List<Change> changes) {
            throw new UnsupportedOperationException("store: opened for reading (expected: no commit)");
        }

        @Override
        public Watch watch(Key prefix, Watcher watcher) {
            throw new UnsupportedOperationException("store: opened for reading (expected: no watch)");
        }
    }
}
