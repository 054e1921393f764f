package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import org.jspecify.annotations.Nullable;

/** All publish, each to a topic of its own; the first few get everything. */
public final class FanIn extends Messaging {
    public FanIn(Load load) {
        super(load);
    }

    @Override
    void cast(Fleet fleet, Traffic traffic) {
        int subscribers = load.subscribers();
        for (int i = subscribers; i < fleet.size(); i++) {
            Device device = fleet.device(i);
            Publisher publisher = traffic.publisher(device, load.messageOf(device));
            for (int subscriber = 0; subscriber < subscribers; subscriber++) {
                traffic.expect(publisher, subscriber);
            }
        }
    }

    @Override
    @Nullable
    String filterOf(Fleet fleet, Device device) {
        return device.number() < load.subscribers() ? load.filterOfAll() : null;
    }
}
