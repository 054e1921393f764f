package io.gatehouse;

import io.gatehouse.engine.StoreHealth;
import io.gatehouse.metrics.HealthCheck;
import io.gatehouse.metrics.HealthState;

/** Readiness falls while the store cannot be written. */
record StoreReadiness(HealthState health) implements StoreHealth {
    @Override
    public void failing(String problem) {
        health.fail(HealthCheck.STORE, "it cannot be written: " + problem);
    }

    @Override
    public void working() {
        health.pass(HealthCheck.STORE);
    }
}
