package io.gatehouse.engine.rocks;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.KeyValueContract;
import io.gatehouse.engine.StoreException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class RocksKeyValueTest extends KeyValueContract {
    @TempDir
    private Path folder;

    private RocksStore store;

    @BeforeEach
    void open() throws StoreException {
        store = RocksStore.open(StoreSettings.DEFAULTS.at(folder.resolve("data")));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected KeyValue store() {
        return store.keyValue();
    }
}
