package io.gatehouse.engine.rocks;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.DurableLogContract;
import io.gatehouse.engine.DurableLogModelContract;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.engine.StoreException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

final class RocksLogTest {
    /** So small that every test crosses borders and reads some pieces through and others by the index. */
    static final Pieces SMALL = new Pieces(4, 4, Long.MAX_VALUE, Long.MAX_VALUE);

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // by the nested class, before each test
    private RocksStore store;

    private void open(int shards, Pieces pieces) throws StoreException {
        store = RocksStore.open(StoreSettings.DEFAULTS.at(folder.resolve("data")), RetainedLimits.NONE, shards, pieces);
    }

    @AfterEach
    void close() {
        store.close();
    }

    abstract class Contract extends DurableLogContract {
        @Override
        protected DurableLog log() {
            return store.log();
        }

        @Override
        protected KeyValue keyValue() {
            return store.keyValue();
        }
    }

    abstract class AtRandom extends DurableLogModelContract {
        @Override
        protected DurableLog log() {
            return store.log();
        }
    }

    @Nested
    final class OneShard extends Contract {
        @BeforeEach
        void open() throws StoreException {
            RocksLogTest.this.open(1, Pieces.DEFAULTS);
        }
    }

    @Nested
    final class FourShards extends Contract {
        @BeforeEach
        void open() throws StoreException {
            RocksLogTest.this.open(4, Pieces.DEFAULTS);
        }
    }

    @Nested
    final class SmallPieces extends Contract {
        @BeforeEach
        void open() throws StoreException {
            RocksLogTest.this.open(2, SMALL);
        }
    }

    @Nested
    final class AtRandomInOneShard extends AtRandom {
        @BeforeEach
        void open() throws StoreException {
            RocksLogTest.this.open(1, Pieces.DEFAULTS);
        }
    }

    @Nested
    final class AtRandomInFourShards extends AtRandom {
        @BeforeEach
        void open() throws StoreException {
            RocksLogTest.this.open(4, new Pieces(6, 64, Long.MAX_VALUE, Long.MAX_VALUE));
        }
    }

    @Nested
    final class AtRandomInSmallPieces extends AtRandom {
        @BeforeEach
        void open() throws StoreException {
            RocksLogTest.this.open(1, SMALL);
        }
    }
}
