package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import org.jspecify.annotations.Nullable;

/** The first device publishes, all others get it. */
public final class FanOut extends Messaging {
    public FanOut(Load load) {
        super(load);
    }

    @Override
    void cast(Fleet fleet, Traffic traffic) {
        Device device = fleet.device(0);
        Publisher publisher = traffic.publisher(device, load.messageOf(device));
        for (int subscriber = 1; subscriber < fleet.size(); subscriber++) {
            traffic.expect(publisher, subscriber);
        }
    }

    @Override
    @Nullable
    String filterOf(Fleet fleet, Device device) {
        return device.number() == 0 ? null : load.topicOf(fleet.device(0));
    }
}
