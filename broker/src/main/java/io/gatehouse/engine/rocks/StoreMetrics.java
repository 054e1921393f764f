package io.gatehouse.engine.rocks;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.rocksdb.TickerType;

/**
 * What RocksDB says of itself, asked at each scrape through the guard of {@link Database}. While the store is closed,
 * or cannot be read, a gauge has no value and a counter keeps its last. Any thread.
 */
final class StoreMetrics {
    private final MeterRegistry registry;
    private final Database database;
    private final List<Counted> counters = new ArrayList<>(); // the registry holds them weakly

    private StoreMetrics(MeterRegistry registry, Database database) {
        this.registry = registry;
        this.database = database;
    }

    /** A figure that only rises, and can be read when it cannot be asked for. */
    private static final class Counted {
        private final LongSupplier figure;
        private volatile long last;

        Counted(LongSupplier figure) {
            this.figure = figure;
        }

        double value() {
            try {
                last = figure.getAsLong();
            } catch (IllegalStateException | UncheckedIOException notNow) {
                return last;
            }
            return last;
        }
    }

    /** @return to be kept as long as the meters are wanted */
    static StoreMetrics bind(MeterRegistry registry, Database database, Committer committer, Path folder) {
        StoreMetrics metrics = new StoreMetrics(registry, database);
        metrics.bind(committer, folder);
        return metrics;
    }

    private void bind(Committer committer, Path folder) {
        counter("batches", "Batches of changes written", committer::batches);
        counter("syncs", "Times the write-ahead log was brought to the disk", TickerType.WAL_FILE_SYNCED);
        counter("wal.written.bytes", "Bytes written to the write-ahead log", TickerType.WAL_FILE_BYTES);
        gauge("wal.bytes", "Files of the write-ahead log", () -> WriteAheadLog.bytes(database.folder()));
        gauge("files.bytes", "Sorted files of the store", () -> all("rocksdb.total-sst-files-size"));
        gauge(
                "live.bytes",
                "What of the sorted files is not out of date",
                () -> all("rocksdb.estimate-live-data-size"));
        gauge("disk.free.bytes", "Room on the disk of the data folder", () -> free(folder));

        gauge("cache.bytes", "Blocks, filters and memtables in memory", () -> one("rocksdb.block-cache-usage"));
        gauge("cache.max.bytes", "What the cache may take", () -> one("rocksdb.block-cache-capacity"));
        counter("cache.hits", "Blocks that were read from memory", TickerType.BLOCK_CACHE_HIT);
        counter("cache.misses", "Blocks that were read from the disk", TickerType.BLOCK_CACHE_MISS);
        gauge("memtable.bytes", "Changes that are in no sorted file yet", () -> all("rocksdb.size-all-mem-tables"));

        gauge(
                "compaction.pending.bytes",
                "What has to be rewritten until the sorted files are in order",
                () -> all("rocksdb.estimate-pending-compaction-bytes"));
        gauge("compactions.running", "Compactions under way", () -> one("rocksdb.num-running-compactions"));
        gauge("flushes.running", "Memtables being written to files", () -> one("rocksdb.num-running-flushes"));
        gauge("writes.stopped", "1 while RocksDB takes no writes", () -> one("rocksdb.is-write-stopped"));
        gauge("background.errors", "Errors of flushes and compactions", () -> one("rocksdb.background-errors"));
        Counted stalled = counted(() -> database.ticker(TickerType.STALL_MICROS));
        FunctionCounter.builder("gatehouse.store.stall.seconds", stalled, from -> from.value() / 1e6)
                .description("Time that writes waited because compaction was behind")
                .register(registry);
    }

    /** Of the whole database, or of what its families share: asking each would count it once for each. */
    private long one(String property) {
        return database.property(ColumnFamily.META, property);
    }

    private long all(String property) {
        return database.property(null, property);
    }

    private static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Counted counted(LongSupplier figure) {
        Counted counted = new Counted(figure);
        counters.add(counted);
        return counted;
    }

    private void counter(String name, String description, TickerType ticker) {
        counter(name, description, () -> database.ticker(ticker));
    }

    private void counter(String name, String description, LongSupplier figure) {
        FunctionCounter.builder("gatehouse.store." + name, counted(figure), Counted::value)
                .description(description)
                .register(registry);
    }

    private void gauge(String name, String description, LongSupplier figure) {
        Gauge.builder("gatehouse.store." + name, figure, StoreMetrics::nowOrNothing)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private static double nowOrNothing(LongSupplier figure) {
        try {
            return figure.getAsLong();
        } catch (IllegalStateException | UncheckedIOException notNow) {
            return Double.NaN;
        }
    }
}
