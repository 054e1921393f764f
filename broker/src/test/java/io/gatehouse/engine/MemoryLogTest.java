package io.gatehouse.engine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

final class MemoryLogTest {
    private final MemoryKeyValue keyValue = new MemoryKeyValue();
    private MemoryLog log = opened(1);

    private MemoryLog opened(int shards) {
        return new MemoryLog(shards, keyValue, RetainedStoreContract.LIMITS);
    }

    private MemoryLog reopened(int shards) {
        log.close();
        log = opened(shards);
        return log;
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Nested
    final class OneShard extends DurableLogContract {
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
    final class FourShards extends DurableLogContract {
        private final MemoryLog four = reopened(4);

        @Override
        protected DurableLog log() {
            return four;
        }

        @Override
        protected KeyValue keyValue() {
            return keyValue;
        }
    }

    @Nested
    final class AtRandom extends DurableLogModelContract {
        private final MemoryLog two = reopened(2);

        @Override
        protected DurableLog log() {
            return two;
        }
    }

    @Nested
    final class Retained extends RetainedStoreContract {
        @Override
        protected RetainedStore store() {
            return log.retained();
        }

        @Override
        protected DurableLog log() {
            return log;
        }
    }
}
