package io.gatehouse.load.scenario;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.DeviceListener;
import io.gatehouse.load.device.Failure;

/**
 * What devices do, from the first connect to the last disconnect. One thread runs it; what devices hear comes on their
 * event loops. A scenario is played once.
 */
public interface Scenario extends DeviceListener {
    /**
     * Returns when it is over, or soon after it was asked to stop.
     *
     * @param fleet nothing of it is connected
     */
    void play(Fleet fleet, Stage stage) throws InterruptedException;

    /** For those in which somebody subscribes. */
    @Override
    default void received(Device device, Mqtt5Publish publish) {}

    /** The fleet has counted it; for those in which something follows from it. */
    @Override
    default void ended(Device device, Failure failure) {}
}
