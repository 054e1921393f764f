package io.gatehouse.engine.rocks;

import io.gatehouse.config.StoreSettings;
import java.util.Objects;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Statistics;
import org.rocksdb.StatsLevel;
import org.rocksdb.TickerType;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;

/**
 * How RocksDB is set up, and the native objects that must outlive the database. Used only by {@link Database}, under
 * its guard.
 *
 * <p>Memory: one cache holds blocks, indexes, filters and, through the write buffer manager, the memtables of all
 * column families; its capacity is the sum of the two settings and is the bound of the store's off-heap memory.
 */
final class NativeOptions implements AutoCloseable {
    private static final long MAX_LOG_BYTES = 256L * 1024 * 1024;

    private final Cache cache;
    private final WriteBufferManager writeBuffers;
    private final BloomFilter filter = new BloomFilter(10);
    private final Statistics statistics = new Statistics();
    private final DBOptions database;
    private final ColumnFamilyOptions named; // families that are asked for single keys
    private final ColumnFamilyOptions sorted; // families that are walked

    NativeOptions(StoreSettings settings) {
        cache = new LRUCache(settings.blockCacheBytes() + settings.writeBufferBytes());
        writeBuffers = new WriteBufferManager(settings.writeBufferBytes(), cache);
        statistics.setStatsLevel(StatsLevel.EXCEPT_DETAILED_TIMERS);
        database = verifyingLogs()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                // A torn record at the very end was never acknowledged and is dropped. Anything else that is broken
                // stops the start; RocksDB's default would silently forget every record after the broken one.
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setMaxTotalWalSize(MAX_LOG_BYTES)
                .setWriteBufferManager(writeBuffers)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(512)
                .setStatistics(statistics)
                .setStatsDumpPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1024 * 1024)
                .setKeepLogFileNum(2);
        named = family(settings, table().setFilterPolicy(filter));
        sorted = family(settings, table());
    }

    /**
     * The list of files says how long each finished log file is, so that one that was lost or cut short stops the
     * start: a torn end is only what the last one may have. There is no setter for it.
     */
    private static DBOptions verifyingLogs() {
        Properties byName = new Properties();
        byName.setProperty("track_and_verify_wals_in_manifest", "true");
        return Objects.requireNonNull(DBOptions.getDBOptionsFromProps(byName), "an option of RocksDB is gone");
    }

    private BlockBasedTableConfig table() {
        return new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true);
    }

    private static ColumnFamilyOptions family(StoreSettings settings, BlockBasedTableConfig table) {
        return new ColumnFamilyOptions()
                .setWriteBufferSize(Math.max(1024 * 1024, settings.writeBufferBytes() / 4))
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(table);
    }

    DBOptions database() {
        return database;
    }

    /**
     * The log and its index come in the order of their keys, so their files do not overlap: compaction by levels moves
     * them down without rewriting them, where universal compaction would merge them again and again. LZ4 halves JSON
     * for little; a stronger one would be paid for by a second writing. A filter answers whether a key is there, which
     * nobody asks of a log.
     */
    ColumnFamilyOptions family(ColumnFamily family) {
        return switch (family) {
            case META, KEY_VALUE, RETAINED -> named;
            case LOG, TOPIC -> sorted;
        };
    }

    long ticker(TickerType type) {
        return statistics.getTickerCount(type);
    }

    @Override
    public void close() {
        named.close();
        sorted.close();
        database.close();
        statistics.close();
        filter.close();
        writeBuffers.close();
        cache.close();
    }
}
