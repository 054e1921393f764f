package io.gatehouse.engine.rocks;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.RetainedStore;
import io.gatehouse.engine.RetainedStoreContract;
import io.gatehouse.engine.StoreException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class RocksRetainedTest extends RetainedStoreContract {
    @TempDir
    private Path folder;

    private RocksStore store;

    @BeforeEach
    void open() throws StoreException {
        store = RocksStore.open(StoreSettings.DEFAULTS.at(folder.resolve("data")), LIMITS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected RetainedStore store() {
        return store.retained();
    }

    @Override
    protected DurableLog log() {
        return store.log();
    }
}
