package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.META;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.engine.RetainedStore;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.StoreHealth;
import io.gatehouse.engine.StoreOperations;
import io.gatehouse.engine.StoreStatistics;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.TickerType;

/**
 * The embedded store: data folder, database and committer, and the {@code engine} interfaces over them. Opened and
 * closed on main; what it hands out may be used on any thread, and throws {@link IllegalStateException} after close.
 */
public final class RocksStore implements StoreOperations, AutoCloseable {
    private static final Log LOG = Log.of(RocksStore.class);

    /** Raised when a stored form changes in a way an older version would misread. */
    private static final int FORMAT = 2;

    private static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] SHARDS_KEY = "log-shards".getBytes(StandardCharsets.US_ASCII);
    private static final int DEFAULT_SHARDS = 1;

    private final DataDirectory directory;
    private final Database database;
    private final Committer committer;
    private final LogTail tail;
    private final RocksKeyValue keyValue;
    private final RocksLog log;
    private final RocksRetained retained;
    private @Nullable StoreMetrics metrics; // kept: the registry holds its counters weakly

    private RocksStore(
            DataDirectory directory,
            Database database,
            StoreSettings settings,
            RetainedLimits limits,
            List<LogShard> shards,
            StoreHealth health,
            LongSupplier nanoTime) {
        this.directory = directory;
        this.database = database;
        RetainedTopics topics = new RetainedTopics(database, limits);
        List<Ledger> ledgers = new ArrayList<>(shards);
        ledgers.add(topics);
        this.tail = new LogTail(shards.size());
        WriteFailures failures = new WriteFailures(health, settings.dataDirectory());
        Watchers watchers = new Watchers();
        Leases leases = new Leases(watchers, nanoTime);
        StagedKeys keys = new StagedKeys(database, leases);
        ledgers.add(keys);
        this.committer = new Committer(database, settings.fsync(), ledgers, tail::handOver, failures, leases);
        this.keyValue = new RocksKeyValue(database, committer, watchers, leases, keys);
        this.log = new RocksLog(database, committer, tail, shards, keyValue, topics);
        this.retained = new RocksRetained(database, committer, tail, topics);
        tail.start();
        committer.start();
    }

    /**
     * Opens the store of a data folder, or makes an empty one, without limits for retained messages.
     *
     * @throws StoreException the folder is in use or not usable, or the store cannot be read: the broker must not start
     */
    public static RocksStore open(StoreSettings settings) throws StoreException {
        return open(settings, RetainedLimits.NONE);
    }

    /**
     * Opens the store of a data folder, or makes an empty one.
     *
     * @throws StoreException the folder is in use or not usable, or the store cannot be read: the broker must not start
     */
    public static RocksStore open(StoreSettings settings, RetainedLimits limits) throws StoreException {
        return open(settings, limits, StoreHealth.UNWATCHED);
    }

    /**
     * As above.
     *
     * @param health told, from here on, whether the store can be written
     */
    public static RocksStore open(StoreSettings settings, RetainedLimits limits, StoreHealth health)
            throws StoreException {
        return open(settings, limits, DEFAULT_SHARDS, Pieces.DEFAULTS, health, System::nanoTime);
    }

    /** @param nanoTime monotonic; by it leases run out */
    static RocksStore open(StoreSettings settings, LongSupplier nanoTime) throws StoreException {
        return open(settings, RetainedLimits.NONE, DEFAULT_SHARDS, Pieces.DEFAULTS, StoreHealth.UNWATCHED, nanoTime);
    }

    /** @param shards of a new store; one that is there keeps its number */
    static RocksStore open(StoreSettings settings, RetainedLimits limits, int shards, Pieces pieces)
            throws StoreException {
        return open(settings, limits, shards, pieces, StoreHealth.UNWATCHED, System::nanoTime);
    }

    private static RocksStore open(
            StoreSettings settings,
            RetainedLimits limits,
            int shards,
            Pieces pieces,
            StoreHealth health,
            LongSupplier nanoTime)
            throws StoreException {
        DataDirectory directory = DataDirectory.open(settings.dataDirectory());
        try {
            WriteAheadLog.Torn torn = tornEnd(directory);
            Database database = Database.open(directory.store(), settings);
            try {
                checkFormat(database);
                List<LogShard> opened = openShards(database, pieces, shards);
                RocksStore store = new RocksStore(directory, database, settings, limits, opened, health, nanoTime);
                if (torn != null) {
                    store.tellWhatWasKept(torn);
                }
                return store;
            } catch (RocksDBException | UncheckedIOException failed) {
                database.close();
                throw new StoreException(
                        "store in " + settings.dataDirectory() + ": " + failed.getMessage()
                                + " (expected: a readable and writable store); check the disk, or restore a backup",
                        failed);
            } catch (StoreException | RuntimeException failed) {
                database.close();
                throw failed;
            }
        } catch (StoreException | RuntimeException failed) {
            directory.close();
            throw failed;
        }
    }

    private static WriteAheadLog.@Nullable Torn tornEnd(DataDirectory directory) throws StoreException {
        try {
            WriteAheadLog.Torn torn = WriteAheadLog.tornEnd(directory.store());
            if (torn != null && torn.isDamaged()) {
                throw new StoreException("store " + directory.store() + ": its write-ahead log " + torn.file()
                        + " is damaged behind byte " + torn.keptBytes()
                        + " (expected: whole records; there are some behind it, so it is no write that was torn off);"
                        + " nothing was changed; check the disk, or restore a backup");
            }
            return torn;
        } catch (IOException failed) {
            throw new StoreException(
                    "store " + directory.store() + ": its write-ahead log cannot be read: " + failed
                            + " (expected: files of this user); check the disk, or restore a backup",
                    failed);
        }
    }

    private void tellWhatWasKept(WriteAheadLog.Torn torn) {
        LOG.at(Event.STORE_TORN)
                .addKeyValue("file", torn.file())
                .addKeyValue("keptBytes", torn.keptBytes())
                .addKeyValue("droppedBytes", torn.droppedBytes())
                .addKeyValue(
                        "logEnds",
                        IntStream.range(0, log.shards()).mapToObj(log::end).toList())
                .addKeyValue("lastRevision", keyValue.lastRevision())
                .addKeyValue("retained", retained.count())
                .log("the last write of the store was torn off and is dropped, everything before it was kept;"
                        + " with fsync always it was never acknowledged");
    }

    private static void checkFormat(Database database) throws StoreException, RocksDBException {
        byte[] found = database.get(META, FORMAT_KEY);
        if (found == null) {
            database.write(true, batch -> batch.put(META, FORMAT_KEY, new byte[] {FORMAT}));
        } else {
            requireFormat(found);
        }
    }

    /** For a store that is opened to be read. */
    static void requireFormat(Database database) throws StoreException {
        requireFormat(database.get(META, FORMAT_KEY));
    }

    private static void requireFormat(byte @Nullable [] found) throws StoreException {
        if (found == null || found.length != 1 || found[0] != FORMAT) {
            String shown = found == null ? "missing" : found.length == 1 ? Byte.toString(found[0]) : "unreadable";
            throw new StoreException("store format: " + shown + " (expected: " + FORMAT
                    + "); nothing was changed; start the version that wrote it");
        }
    }

    private static List<LogShard> openShards(Database database, Pieces pieces, int wanted)
            throws StoreException, RocksDBException {
        byte[] found = database.get(META, SHARDS_KEY);
        int count = found == null ? wanted : ByteBuffer.wrap(found).getShort();
        if (found == null) {
            byte[] chosen =
                    ByteBuffer.allocate(Short.BYTES).putShort((short) wanted).array();
            database.write(true, batch -> batch.put(META, SHARDS_KEY, chosen));
        }
        List<LogShard> shards = new ArrayList<>();
        for (int shard = 0; shard < count; shard++) {
            shards.add(LogShard.open(database, pieces, shard));
        }
        return shards;
    }

    public KeyValue keyValue() {
        return keyValue;
    }

    public DurableLog log() {
        return log;
    }

    public RetainedStore retained() {
        return retained;
    }

    /** What the store takes on the disk, without its write-ahead log. */
    public long bytesOnDisk() {
        return database.property(null, "rocksdb.total-sst-files-size");
    }

    /** What the changes that are not yet sorted into files take in memory, off the heap. */
    public long writeBufferBytes() {
        return database.property(null, "rocksdb.cur-size-all-mem-tables");
    }

    /** What is stored, or about to be, and not told yet to the tails of the log or to who wrote it. */
    public long untold() {
        return tail.untold();
    }

    /** Shows what RocksDB says of itself. Called once at most. */
    public void measuredBy(MeterRegistry registry) {
        metrics = StoreMetrics.bind(registry, database, committer, directory.path());
    }

    @Override
    public void checkpoint(Path folder) throws StoreException {
        try {
            database.checkpoint(folder);
        } catch (RocksDBException failed) {
            throw new StoreException(
                    "checkpoint " + folder + ": cannot be written: " + failed.getMessage()
                            + " (expected: room, and a folder this user may write to)",
                    failed);
        }
    }

    @Override
    public StoreStatistics statistics() {
        return database.statistics();
    }

    /** Batches written since open. */
    public long batches() {
        return committer.batches();
    }

    /** How often the write-ahead log was brought to the disk since open. */
    public long syncs() {
        return database.ticker(TickerType.WAL_FILE_SYNCED);
    }

    /** What was written to the write-ahead log since open. */
    public long walBytesWritten() {
        return database.ticker(TickerType.WAL_FILE_BYTES);
    }

    /** Finishes what waits, then closes everything. A second close does nothing. */
    @Override
    public void close() {
        committer.close();
        tail.close();
        database.close();
        directory.close();
    }
}
