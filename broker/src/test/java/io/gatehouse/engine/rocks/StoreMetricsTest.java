package io.gatehouse.engine.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.SampleAppend;
import io.gatehouse.engine.StoreException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store says of itself, while it is open and after. */
final class StoreMetricsTest {
    @TempDir
    private Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void what_is_written_is_seen() throws StoreException {
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(folder))) {
            store.measuredBy(registry);
            double before = counter("wal.written.bytes");
            SampleAppend.of("a/b", "x".repeat(10_000)).to(store.log(), 0);

            Awaitility.await().until(() -> counter("wal.written.bytes") - before > 1_000);
            assertThat(gauge("wal.bytes")).isPositive();
            assertThat(gauge("memtable.bytes")).isPositive();
            assertThat(gauge("cache.max.bytes"))
                    .isEqualTo(StoreSettings.DEFAULTS.blockCacheBytes() + StoreSettings.DEFAULTS.writeBufferBytes());
            assertThat(gauge("cache.bytes")).isBetween(1.0, gauge("cache.max.bytes"));
            assertThat(gauge("disk.free.bytes")).isPositive();
            assertThat(gauge("writes.stopped")).isZero();
            assertThat(gauge("background.errors")).isZero();
        }
    }

    @Test
    void a_scrape_after_the_store_was_closed_finds_no_gauges_and_the_last_counts() throws StoreException {
        RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(folder));
        store.measuredBy(registry);
        double batches = counter("batches");
        double syncs = counter("syncs");
        store.close();

        assertThat(gauge("cache.bytes")).isNaN();
        assertThat(gauge("files.bytes")).isNaN();
        assertThat(counter("batches")).isEqualTo(batches);
        assertThat(counter("syncs")).isEqualTo(syncs);
    }

    private double gauge(String name) {
        return registry.get("gatehouse.store." + name).gauge().value();
    }

    private double counter(String name) {
        return registry.get("gatehouse.store." + name).functionCounter().count();
    }
}
