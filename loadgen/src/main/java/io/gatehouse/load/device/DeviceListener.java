package io.gatehouse.load.device;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;

/** Is told what happens to the devices of a fleet. On their event loops: it must not block. */
public interface DeviceListener {
    void received(Device device, Mqtt5Publish publish);

    /** A connection ended that had been made, and the device did not ask for it. */
    void ended(Device device, Failure failure);
}
