package io.gatehouse.control;

import java.util.function.Supplier;

/** What the broker says about itself. Any thread. */
public final class Broker {
    private final Supplier<BrokerView> view;

    public Broker(Supplier<BrokerView> view) {
        this.view = view;
    }

    void addTo(Administration.Builder operations) {
        operations.add(BrokerApi.DESCRIBE, nothing -> Outcome.done(view.get()));
    }
}
