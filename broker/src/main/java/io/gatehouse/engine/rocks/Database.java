package io.gatehouse.engine.rocks;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
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
    private final ReadWriteLock guard = new ReentrantReadWriteLock();
    private final NativeOptions options;
    private final RocksDB rocks;
    private final Map<ColumnFamily, ColumnFamilyHandle> families;
    private final Map<ColumnFamily, Integer> ids = new EnumMap<>(ColumnFamily.class); // a handle is asked natively
    private final ReadOptions readOptions = new ReadOptions();
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final WriteOptions unsynced = new WriteOptions().setSync(false);
    private volatile boolean closed; // written under the exclusive side

    private Database(NativeOptions options, RocksDB rocks, Map<ColumnFamily, ColumnFamilyHandle> families) {
        this.options = options;
        this.rocks = rocks;
        this.families = families;
        families.forEach((family, handle) -> ids.put(family, handle.getID()));
    }

    /** What a batch is filled with. Valid only during {@link #write}. */
    final class Batch {
        private final BatchBytes bytes = new BatchBytes();

        private Batch() {}

        void put(ColumnFamily family, byte[] key, byte[] value) {
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
        loadNativeLibrary();
        refuseHalfAStore(folder);
        NativeOptions options = new NativeOptions(settings);
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            refuseUnknownFamilies(folder);
            List<ColumnFamilyDescriptor> descriptors = Arrays.stream(ColumnFamily.values())
                    .map(family -> new ColumnFamilyDescriptor(family.nameBytes(), options.family(family)))
                    .toList();
            RocksDB rocks = RocksDB.open(options.database(), folder.toString(), descriptors, handles);
            Map<ColumnFamily, ColumnFamilyHandle> families = new EnumMap<>(ColumnFamily.class);
            Iterator<ColumnFamilyHandle> opened = handles.iterator(); // in the order of the descriptors
            for (ColumnFamily family : ColumnFamily.values()) {
                families.put(family, opened.next());
            }
            return new Database(options, rocks, families);
        } catch (StoreException | RuntimeException failed) {
            options.close();
            throw failed;
        } catch (RocksDBException failed) {
            options.close();
            throw new StoreException(
                    "store " + folder + ": cannot be opened: " + failed.getMessage()
                            + " (expected: a readable store); nothing was changed; check the disk, or restore a backup",
                    failed);
        }
    }

    private static void loadNativeLibrary() throws StoreException {
        try {
            RocksDB.loadLibrary();
        } catch (RuntimeException | UnsatisfiedLinkError failed) {
            throw new StoreException(
                    "RocksDB's native library: cannot be loaded: " + failed
                            + " (expected: Linux with glibc or musl, and a temporary folder without noexec);"
                            + " set -Djava.io.tmpdir to a folder from which libraries may be loaded",
                    failed);
        }
    }

    /** Without its file CURRENT, RocksDB takes a folder for a new store and clears away what it finds there. */
    private static void refuseHalfAStore(Path folder) throws StoreException {
        try (Stream<Path> files = Files.list(folder)) {
            if (!Files.exists(folder.resolve("CURRENT"))
                    && files.anyMatch(file -> file.toString().endsWith(".sst")
                            || file.getFileName().toString().startsWith("MANIFEST"))) {
                throw new StoreException("store " + folder + ": the file CURRENT is missing"
                        + " (expected: all files of a store, or an empty folder); nothing was changed;"
                        + " restore a backup, or move the folder away to start with an empty registry");
            }
        } catch (IOException failed) {
            throw new StoreException(
                    "store " + folder + ": cannot be listed: " + failed + " (expected: a folder of this user)", failed);
        }
    }

    private static void refuseUnknownFamilies(Path folder) throws RocksDBException, StoreException {
        if (!Files.exists(folder.resolve("CURRENT"))) {
            return;
        }
        try (Options listing = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(listing, folder.toString())) {
                if (!ColumnFamily.isKnown(name)) {
                    throw new StoreException("store " + folder + ": written by a newer version (expected: column"
                            + " families this version knows); nothing was changed; start the version that wrote it");
                }
            }
        }
    }

    private int id(ColumnFamily family) {
        return opened(family, ids.get(family));
    }

    private ColumnFamilyHandle handle(ColumnFamily family) {
        return opened(family, families.get(family));
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

    /** What all families take on the disk, without the write-ahead log. */
    long fileBytes() {
        Lock use = use();
        try {
            return rocks.getAggregatedLongProperty("rocksdb.total-sst-files-size");
        } catch (RocksDBException failed) {
            throw unreadable(failed);
        } finally {
            use.unlock();
        }
    }

    /** What the changes that are not yet sorted into files take in memory, off the heap. */
    long writeBufferBytes() {
        Lock use = use();
        try {
            return rocks.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException failed) {
            throw unreadable(failed);
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
        Lock use = use();
        try {
            Batch batch = new Batch();
            filling.fill(batch);
            if (batch.bytes.isEmpty()) {
                return false;
            }
            try (WriteBatch whole = new WriteBatch(batch.bytes.toBytes())) {
                rocks.write(sync ? synced : unsynced, whole);
            }
            return true;
        } finally {
            use.unlock();
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

    /** How often the write-ahead log was brought to the disk since open. */
    long syncs() {
        Lock use = use();
        try {
            return options.ticker(TickerType.WAL_FILE_SYNCED);
        } finally {
            use.unlock();
        }
    }

    private Lock use() {
        Lock shared = guard.readLock();
        shared.lock();
        if (closed) {
            shared.unlock();
            throw closedAlready();
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
            families.values().forEach(ColumnFamilyHandle::close); // before the database, or RocksDB aborts
            rocks.close();
            readOptions.close();
            synced.close();
            unsynced.close();
            options.close();
        } finally {
            guard.writeLock().unlock();
        }
    }
}
