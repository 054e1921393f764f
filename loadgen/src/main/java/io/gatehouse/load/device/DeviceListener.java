package io.gatehouse.load.device;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/**
 * Is told what happens to the devices of a fleet, and does nothing about what it does not ask for. On their event
 * loops: it must not block.
 */
public interface DeviceListener {
    default void received(Device device, Mqtt5Publish publish) {}

    /** A connection ended that had been made, and the device did not ask for it. */
    default void ended(Device device, Failure failure) {}
}
