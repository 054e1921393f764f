package io.gatehouse.engine.rocks;

import io.gatehouse.config.StoreSettings;
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
    private final ColumnFamilyOptions family;

    NativeOptions(StoreSettings settings) {
        cache = new LRUCache(settings.blockCacheBytes() + settings.writeBufferBytes());
        writeBuffers = new WriteBufferManager(settings.writeBufferBytes(), cache);
        statistics.setStatsLevel(StatsLevel.EXCEPT_DETAILED_TIMERS);
        database = new DBOptions()
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
        family = new ColumnFamilyOptions()
                .setWriteBufferSize(Math.max(1024 * 1024, settings.writeBufferBytes() / 4))
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setFilterPolicy(filter));
    }

    DBOptions database() {
        return database;
    }

    ColumnFamilyOptions family() {
        return family;
    }

    long ticker(TickerType type) {
        return statistics.getTickerCount(type);
    }

    @Override
    public void close() {
        family.close();
        database.close();
        statistics.close();
        filter.close();
        writeBuffers.close();
        cache.close();
    }
}
