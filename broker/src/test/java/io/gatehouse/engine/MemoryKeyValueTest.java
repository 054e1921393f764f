package io.gatehouse.engine;

/** The fake that other tests stand on keeps the contract too. */
final class MemoryKeyValueTest extends KeyValueContract {
    private final MemoryKeyValue store = new MemoryKeyValue();

    @Override
    protected KeyValue store() {
        return store;
    }
}
