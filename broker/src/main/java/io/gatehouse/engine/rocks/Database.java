package io.gatehouse.engine.rocks;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.StoreStatistics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyMetaData;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.TickerType;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The only class that touches native objects of RocksDB while the broker runs. Any thread.
 *
 * <p>RocksDB's Java objects are bare pointers: a call after close, or during it, is not an exception but a SIGSEGV that
 * takes every connection with it. So no native object leaves this class, every call runs inside the shared side of one
 * lock, and close takes the exclusive side: it waits for calls that run, and later ones find {@code closed} and throw
 * {@link IllegalStateException}. The shared side costs some tens of nanoseconds beside a call of microseconds.
 */
final class Database implements AutoCloseable {
    /** What a look at files that nobody has open needs, whatever the broker is given. */
    private static final StoreSettings FOR_READING = new StoreSettings(
            StoreSettings.DEFAULTS.dataDirectory(), StoreSettings.Fsync.OFF, 8L * 1024 * 1024, 8L * 1024 * 1024);

    private final Path folder;
    private final ReadWriteLock guard = new ReentrantReadWriteLock();
    private final NativeOptions options;
    private RocksDB rocks; // it and its families are replaced under the exclusive side
    private Map<ColumnFamily, ColumnFamilyHandle> families;
    private final Map<ColumnFamily, Integer> ids = new EnumMap<>(ColumnFamily.class); // a handle is asked natively
    private long written; // the sequence number of the last batch that was written; the writing thread's own
    private boolean away; // could not be opened again yet; written under the exclusive side
    private final ReadOptions readOptions = new ReadOptions();
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final WriteOptions unsynced = new WriteOptions().setSync(false);
    private volatile boolean closed; // written under the exclusive side

    private Database(Path folder, NativeOptions options, OpenFiles files) {
        this.folder = folder;
        this.options = options;
        this.rocks = files.rocks();
        this.families = files.families();
        this.written = rocks.getLatestSequenceNumber();
        families.forEach((family, handle) -> ids.put(family, handle.getID()));
    }

    /** What a batch is filled with. One thread. */
    final class Batch {
        private final BatchBytes bytes = new BatchBytes();

        /** Empty again, for the next one. */
        void clear() {
            bytes.clear();
        }

        void put(ColumnFamily family, byte[] key, byte[] value) {
            bytes.put(id(family), key, value);
        }

        void put(ColumnFamily family, byte[] key, BytesOut value) {
            bytes.put(id(family), key, value);
        }

        void delete(ColumnFamily family, byte[] key) {
            bytes.delete(id(family), key);
        }

        /** Deletes every key from {@code from} on and before {@code end}, at the cost of one. */
        void deleteRange(ColumnFamily family, byte[] from, byte[] end) {
            bytes.deleteRange(id(family), from, end);
        }
    }

    /** The sorted keys of one family as they were when the walk began. Valid only during {@link #walk}. */
    static final class Walk {
        private final RocksIterator iterator;

        private Walk(RocksIterator iterator) {
            this.iterator = iterator;
        }

        /** To the first key that is not below {@code key}. */
        void seek(byte[] key) {
            iterator.seek(key);
        }

        /** To the last key that is not above {@code key}. */
        void seekBack(byte[] key) {
            iterator.seekForPrev(key);
        }

        void next() {
            iterator.next();
        }

        /** To the first key from {@code key} on: by a step if that does, because a seek costs ten of them. */
        void skipTo(byte[] key) {
            iterator.next();
            if (iterator.isValid() && Arrays.compareUnsigned(iterator.key(), key) < 0) {
                iterator.seek(key);
            }
        }

        /** False beyond the end; only then {@link #key} and {@link #value} must not be asked. */
        boolean isValid() {
            return iterator.isValid();
        }

        byte[] key() {
            return iterator.key();
        }

        byte[] value() {
            return iterator.value();
        }
    }

    /** Takes a walk. Bounded in steps: {@link Database#close} waits for it. */
    @FunctionalInterface
    interface Walker {
        void walk(Walk walk);
    }

    /** Fills a batch. */
    @FunctionalInterface
    interface Filling {
        void fill(Batch batch) throws RocksDBException;
    }

    /** Takes one pair of a scan. */
    @FunctionalInterface
    interface Pair {
        void take(byte[] key, byte[] value);
    }

    static Database open(Path folder, StoreSettings settings) throws StoreException {
        StoreFolder.refuseHalfAStore(folder);
        return open(folder, settings, true);
    }

    /**
     * Opens the files of a store without changing them, with what its write-ahead log holds. Families that a store of
     * an older version does not have are not there.
     */
    static Database openReadOnly(Path folder) throws StoreException {
        if (!Files.exists(folder.resolve("CURRENT"))) {
            throw new StoreException("store " + folder + ": the file CURRENT is missing (expected: all files of a"
                    + " store); name the folder of a broker's data");
        }
        return open(folder, FOR_READING, false);
    }

    private static Database open(Path folder, StoreSettings settings, boolean toWrite) throws StoreException {
        StoreFolder.loadNativeLibrary();
        NativeOptions options = new NativeOptions(settings);
        try {
            StoreFolder.refuseUnknownFamilies(folder);
            OpenFiles files = toWrite ? OpenFiles.open(folder, options) : OpenFiles.openReadOnly(folder, options);
            return new Database(folder, options, files);
        } catch (StoreException | RuntimeException failed) {
            options.close();
            throw failed;
        } catch (RocksDBException failed) {
            options.close();
            throw new StoreException(
                    "store " + folder + ": cannot be " + (toWrite ? "opened: " : "read: ") + failed.getMessage()
                            + " (expected: a readable store); nothing was changed; check the disk, or restore a backup",
                    failed);
        }
    }

    private ColumnFamilyHandle handle(ColumnFamily family) {
        return opened(family, families.get(family));
    }

    private int id(ColumnFamily family) {
        return opened(family, ids.get(family));
    }

    private static <T> T opened(ColumnFamily family, @Nullable T found) {
        if (found == null) {
            throw new AssertionError("opened with every family: " + family);
        }
        return found;
    }

    /**
     * The value of a key, or null.
     *
     * @throws UncheckedIOException when the store cannot be read
     */
    byte @Nullable [] get(ColumnFamily family, byte[] key) {
        Lock use = use();
        try {
            return rocks.get(handle(family), readOptions, key);
        } catch (RocksDBException failed) {
            throw unreadable(failed);
        } finally {
            use.unlock();
        }
    }

    /**
     * Every pair whose key starts with {@code prefix}, in the order of the keys, as of now. {@link #close} waits for
     * it.
     *
     * @throws UncheckedIOException when the store cannot be read
     */
    void scan(ColumnFamily family, byte[] prefix, Pair each) {
        Lock use = use();
        try (RocksIterator iterator = rocks.newIterator(handle(family), readOptions)) {
            for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (key.length < prefix.length || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
                    break;
                }
                each.take(key, iterator.value());
            }
            iterator.status(); // a read error ends the loop like the end of the data does; only this tells them apart
        } catch (RocksDBException failed) {
            throw unreadable(failed);
        } finally {
            use.unlock();
        }
    }

    /**
     * Lets {@code walker} walk over the keys below {@code end}.
     *
     * @throws UncheckedIOException when the store cannot be read
     */
    void walk(ColumnFamily family, byte[] end, Walker walker) {
        Lock use = use();
        try (Slice bound = new Slice(end);
                ReadOptions bounded = new ReadOptions().setIterateUpperBound(bound);
                RocksIterator iterator = rocks.newIterator(handle(family), bounded)) {
            walker.walk(new Walk(iterator));
            iterator.status(); // as in scan
        } catch (RocksDBException failed) {
            throw unreadable(failed);
        } finally {
            use.unlock();
        }
    }

    /**
     * Reads the beginning of a value into {@code into}.
     *
     * @return how long the whole value is; -1 when there is none
     * @throws UncheckedIOException when the store cannot be read
     */
    int peek(ColumnFamily family, byte[] key, byte[] into) {
        Lock use = use();
        try {
            return rocks.get(handle(family), readOptions, key, into); // RocksDB.NOT_FOUND is -1
        } catch (RocksDBException failed) {
            throw unreadable(failed);
        } finally {
            use.unlock();
        }
    }

    /**
     * Gives the disk back what lies wholly in a range that was deleted. What does not, compaction gives back later.
     */
    void dropFiles(ColumnFamily family, byte[] from, byte[] end) throws RocksDBException {
        Lock use = use();
        try {
            rocks.deleteFilesInRanges(handle(family), List.of(from, end), false);
        } finally {
            use.unlock();
        }
    }

    /** @throws IllegalStateException after close */
    void checkOpen() {
        if (closed) {
            throw closedAlready();
        }
    }

    /**
     * Fills one batch and writes it in one step; with {@code sync} it is on the disk when this returns. Answers whether
     * there was anything to write.
     */
    boolean write(boolean sync, Filling filling) throws RocksDBException {
        Batch batch = new Batch();
        filling.fill(batch);
        return write(sync, batch);
    }

    /** As above, of a batch that is filled already. */
    boolean write(boolean sync, Batch batch) throws RocksDBException {
        Lock use = use();
        try {
            if (batch.bytes.isEmpty()) {
                return false;
            }
            try (WriteBatch whole = new WriteBatch(batch.bytes.toBytes())) {
                rocks.write(sync ? synced : unsynced, whole);
            }
            written = rocks.getLatestSequenceNumber();
            return true;
        } finally {
            use.unlock();
        }
    }

    /**
     * Opens the store again, after the disk failed in a way that RocksDB does not recover from by itself. Of a batch
     * whose write failed the write-ahead log may hold a part, or all: it was refused, so it is cut off. Calls wait
     * meanwhile. By the thread that writes.
     *
     * @throws RocksDBException it cannot be opened yet; until it can, every call finds it unreadable
     */
    void reopen() throws RocksDBException {
        guard.writeLock().lock();
        try {
            if (closed) {
                throw closedAlready();
            }
            if (!away) {
                away = true;
                closeFiles();
            }
            WriteAheadLog.cutOffBehind(folder, written);
            OpenFiles files = OpenFiles.open(folder, options);
            rocks = files.rocks();
            families = files.families();
            away = false;
        } catch (IOException failed) {
            throw new RocksDBException("the write-ahead log cannot be cut: " + failed.getMessage());
        } finally {
            guard.writeLock().unlock();
        }
    }

    /** True if the disk takes as much as opening the store again may write. */
    boolean takesFiles() {
        try {
            return DiskProbe.takes(folder.resolveSibling("probe"), WriteAheadLog.bytes(folder));
        } catch (UncheckedIOException unreadable) {
            return false;
        }
    }

    /** Brings to the disk what was written without sync. */
    void sync() throws RocksDBException {
        Lock use = use();
        try {
            rocks.syncWal();
        } finally {
            use.unlock();
        }
    }

    /** A copy of everything as of now, that can be opened like this; the folder must not exist. */
    void checkpoint(Path folder) throws RocksDBException {
        Lock use = use();
        try (Checkpoint checkpoint = Checkpoint.create(rocks)) {
            checkpoint.createCheckpoint(folder.toString()); // flushes first, so that its log is short
        } finally {
            use.unlock();
        }
    }

    /** Reads every file of the store and compares its checksums. */
    void verifyChecksums() throws RocksDBException {
        Lock use = use();
        try {
            rocks.verifyChecksum();
        } finally {
            use.unlock();
        }
    }

    /** Those that are open: all, unless it was opened to be read. */
    Set<ColumnFamily> families() {
        return families.keySet();
    }

    /** @throws UncheckedIOException when the store cannot be read */
    StoreStatistics statistics() {
        Lock use = use();
        try {
            List<StoreStatistics.Family> all = new ArrayList<>();
            for (ColumnFamily family : families.keySet()) {
                ColumnFamilyHandle handle = handle(family);
                ColumnFamilyMetaData files = rocks.getColumnFamilyMetaData(handle);
                all.add(new StoreStatistics.Family(
                        family.nameOnDisk(),
                        rocks.getLongProperty(handle, "rocksdb.estimate-num-keys"),
                        files.size(),
                        files.fileCount(),
                        rocks.getLongProperty(handle, "rocksdb.cur-size-all-mem-tables")));
            }
            return new StoreStatistics(all, WriteAheadLog.bytes(folder));
        } catch (RocksDBException failed) {
            throw unreadable(failed);
        } finally {
            use.unlock();
        }
    }

    /** What RocksDB has counted since open. */
    long ticker(TickerType type) {
        Lock use = use();
        try {
            return options.ticker(type);
        } finally {
            use.unlock();
        }
    }

    /** What RocksDB says of itself: of one family, or of all together. */
    long property(@Nullable ColumnFamily family, String name) {
        Lock use = use();
        try {
            return family == null ? rocks.getAggregatedLongProperty(name) : rocks.getLongProperty(handle(family), name);
        } catch (RocksDBException failed) {
            throw unreadable(failed);
        } finally {
            use.unlock();
        }
    }

    /** Where its files are. */
    Path folder() {
        return folder;
    }

    private void closeFiles() {
        families.values().forEach(ColumnFamilyHandle::close); // before the database, or RocksDB aborts
        rocks.close();
    }

    private Lock use() {
        Lock shared = guard.readLock();
        shared.lock();
        if (closed || away) {
            shared.unlock();
            throw closed ? closedAlready() : unreadable(new RocksDBException("it could not be opened again yet"));
        }
        return shared;
    }

    private static IllegalStateException closedAlready() {
        return new IllegalStateException("store: closed (expected: no use after close)");
    }

    private static UncheckedIOException unreadable(RocksDBException failed) {
        return new UncheckedIOException(new IOException("store: cannot be read: " + failed.getMessage(), failed));
    }

    /** Waits for calls that run; later ones throw. A second close does nothing. */
    @Override
    public void close() {
        guard.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (!away) {
                closeFiles();
            }
            readOptions.close();
            synced.close();
            unsynced.close();
            options.close();
        } finally {
            guard.writeLock().unlock();
        }
    }
}
