package io.gatehouse.engine;

/** The fake that other tests stand on keeps the contract too. */
final class MemoryLeaseTest extends LeaseContract {
    private final MemoryKeyValue store = new MemoryKeyValue(nanos::get);

    @Override
    protected KeyValue store() {
        return store;
    }

    @Override
    protected void lookAtTheClock() {
        store.expireLeases();
    }
}
