package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import org.jspecify.annotations.Nullable;

/** The first few share one subscription, the others publish: each message is for one of the group. */
public final class Shared extends Messaging {
    /** No device has it. */
    private static final int GROUP = -1;

    public Shared(Load load) {
        super(load);
    }

    @Override
    void cast(Fleet fleet, Traffic traffic) {
        for (int i = load.subscribers(); i < fleet.size(); i++) {
            Device device = fleet.device(i);
            traffic.expect(traffic.publisher(device, load.messageOf(device)), GROUP);
        }
    }

    @Override
    @Nullable
    String filterOf(Fleet fleet, Device device) {
        return device.number() < load.subscribers() ? "$share/load/" + load.filterOfAll() : null;
    }

    @Override
    int accountOf(Device device) {
        return GROUP;
    }

    @Override
    boolean isOrdered() {
        return false; // what goes to several is put in no order between them
    }
}
