package io.gatehouse.engine.rocks;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.GroupQueueModelContract;
import io.gatehouse.engine.GroupQueues;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.MemoryLog;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.engine.StoreException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

final class LogGroupQueueTest {
    private abstract static class OfLog extends GroupQueueModelContract {
        @Override
        protected GroupQueues open() {
            settled(); // a process that is gone writes nothing more
            return new LogGroupQueues(log(), keyValue(), true);
        }

        @Override
        protected void save(GroupQueues queues) {
            ((LogGroupQueues) queues).save();
            settled();
        }

        @Override
        protected void sweep(GroupQueues queues) {
            ((LogGroupQueues) queues).sweep();
            settled();
        }

        /** What was committed before is stored: commits are stored in the order of the calls. */
        private void settled() {
            var _ = keyValue().delete(Key.of("nothing")).join();
        }
    }

    @Nested
    final class InMemory extends OfLog {
        private final MemoryKeyValue keyValue = new MemoryKeyValue();
        private final MemoryLog log = new MemoryLog(2, keyValue, RetainedLimits.NONE);

        @AfterEach
        void close() {
            log.close();
        }

        @Override
        protected DurableLog log() {
            return log;
        }

        @Override
        protected KeyValue keyValue() {
            return keyValue;
        }
    }

    @Nested
    final class OnDisk extends OfLog {
        @TempDir
        private Path folder;

        private RocksStore store;

        @BeforeEach
        void start() throws StoreException {
            store = RocksStore.open(
                    StoreSettings.DEFAULTS.at(folder.resolve("data")), RetainedLimits.NONE, 2, Pieces.DEFAULTS);
        }

        @AfterEach
        void close() {
            store.close();
        }

        @Override
        protected DurableLog log() {
            return store.log();
        }

        @Override
        protected KeyValue keyValue() {
            return store.keyValue();
        }
    }
}
