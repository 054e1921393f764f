package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Devices that come or leave, evenly over a time. The pacer's thread. */
final class Arrivals implements Recurring {
    private final List<Device> devices;
    private final long begun;
    private final double gap;
    private final Consumer<Device> each;
    private int index;

    Arrivals(List<Device> devices, long begun, Duration length, Consumer<Device> each) {
        this.devices = List.copyOf(devices);
        this.begun = begun;
        this.gap = (double) length.toNanos() / Math.max(1, devices.size());
        this.each = each;
    }

    @Override
    public long due() {
        return index < devices.size() ? begun + (long) (index * gap) : Recurring.never();
    }

    @Override
    public void happen() {
        each.accept(devices.get(index++));
    }
}
