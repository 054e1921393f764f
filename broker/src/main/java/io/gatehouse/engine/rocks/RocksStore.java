package io.gatehouse.engine.rocks;

import static io.gatehouse.engine.rocks.ColumnFamily.META;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.StoreOperations;
import io.gatehouse.engine.StoreStatistics;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The embedded store: data folder, database and committer, and the {@code engine} interfaces over them. Opened and
 * closed on main; what it hands out may be used on any thread, and throws {@link IllegalStateException} after close.
 */
public final class RocksStore implements StoreOperations, AutoCloseable {
    /** Raised when a stored form changes in a way an older version would misread. */
    private static final int FORMAT = 1;

    private static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.US_ASCII);

    private final DataDirectory directory;
    private final Database database;
    private final Committer committer;
    private final RocksKeyValue keyValue;

    private RocksStore(DataDirectory directory, Database database, StoreSettings settings) {
        this.directory = directory;
        this.database = database;
        this.committer = new Committer(database, settings.fsync());
        this.keyValue = new RocksKeyValue(database, committer);
        committer.start();
    }

    /**
     * Opens the store of a data folder, or makes an empty one.
     *
     * @throws StoreException the folder is in use or not usable, or the store cannot be read: the broker must not start
     */
    public static RocksStore open(StoreSettings settings) throws StoreException {
        DataDirectory directory = DataDirectory.open(settings.dataDirectory());
        try {
            Database database = Database.open(directory.store(), settings);
            try {
                checkFormat(database);
                return new RocksStore(directory, database, settings);
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

    public KeyValue keyValue() {
        return keyValue;
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
        return database.syncs();
    }

    /** Finishes what waits, then closes everything. A second close does nothing. */
    @Override
    public void close() {
        committer.close();
        database.close();
        directory.close();
    }
}
