package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import org.jspecify.annotations.Nullable;

/** Each even device publishes to the odd one behind it. */
public class Pairs extends Messaging {
    /** One that publishes, and one that gets it. */
    public static final int LEAST_DEVICES = 2;

    public Pairs(Load load) {
        super(load);
    }

    @Override
    void cast(Fleet fleet, Traffic traffic) {
        for (int i = 0; i + 1 < players(fleet); i += 2) {
            Device device = fleet.device(i);
            traffic.expect(traffic.publisher(device, load.messageOf(device)), i + 1);
        }
    }

    @Override
    @Nullable
    String filterOf(Fleet fleet, Device device) {
        return device.number() % 2 == 0 ? null : load.topicOf(fleet.device(device.number() - 1));
    }
}
