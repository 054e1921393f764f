package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import org.jspecify.annotations.Nullable;

/** All publish, each to a topic of its own; the first few get everything. */
public final class FanIn extends Messaging {
    @Override
    void cast(Fleet fleet, Load load, Traffic traffic) {
        int subscribers = load.subscribers();
        for (int i = subscribers; i < fleet.size(); i++) {
            Device device = fleet.device(i);
            Publisher publisher = traffic.publisher(device, load.topicOf(i, device.name()));
            for (int subscriber = 0; subscriber < subscribers; subscriber++) {
                traffic.expect(publisher, subscriber);
            }
        }
    }

    @Override
    @Nullable
    String filterOf(Fleet fleet, Device device, Load load) {
        return device.number() < load.subscribers() ? load.filterOfAll() : null;
    }
}
