package io.gatehouse.engine.local;

import io.gatehouse.engine.Bus;
import io.gatehouse.engine.BusContract;
import org.junit.jupiter.api.AfterEach;

final class LocalBusTest extends BusContract {
    private final LocalBus bus = new LocalBus();

    @Override
    protected Bus bus() {
        return bus;
    }

    @AfterEach
    @Override
    protected void closeBus() {
        bus.close();
    }
}
