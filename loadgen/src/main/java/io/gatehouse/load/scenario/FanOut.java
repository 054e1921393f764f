package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import org.jspecify.annotations.Nullable;

/** The first device publishes, all others get it. */
public final class FanOut extends Messaging {
    @Override
    void cast(Fleet fleet, Load load, Traffic traffic) {
        Device device = fleet.device(0);
        Publisher publisher = traffic.publisher(device, load.topicOf(0, device.name()));
        for (int subscriber = 1; subscriber < fleet.size(); subscriber++) {
            traffic.expect(publisher, subscriber);
        }
    }

    @Override
    @Nullable
    String filterOf(Fleet fleet, Device device, Load load) {
        return device.number() == 0 ? null : load.topicOf(0, fleet.device(0).name());
    }
}
