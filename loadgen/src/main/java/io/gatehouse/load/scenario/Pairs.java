package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import org.jspecify.annotations.Nullable;

/** Each even device publishes to the odd one behind it. */
public class Pairs extends Messaging {
    @Override
    void cast(Fleet fleet, Load load, Traffic traffic) {
        for (int i = 0; i + 1 < players(fleet); i += 2) {
            Device device = fleet.device(i);
            traffic.expect(traffic.publisher(device, load.topicOf(i, device.name())), i + 1);
        }
    }

    @Override
    @Nullable
    String filterOf(Fleet fleet, Device device, Load load) {
        int publisher = device.number() - 1;
        return device.number() % 2 == 0
                ? null
                : load.topicOf(publisher, fleet.device(publisher).name());
    }
}
