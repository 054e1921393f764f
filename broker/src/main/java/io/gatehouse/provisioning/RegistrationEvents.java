package io.gatehouse.provisioning;

import io.gatehouse.json.JsonValue;

/** Tells the world that a device's certificate was registered by coming. */
@FunctionalInterface
public interface RegistrationEvents {
    /**
     * Publishes it; never throws.
     *
     * @param topic {@code $aws/events/certificates/registered/CA}
     */
    void registered(String topic, JsonValue body);
}
