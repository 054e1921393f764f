package io.gatehouse.session;

import io.gatehouse.mqtt.Topic;

/**
 * What a client asks a service. The policies have let it publish it.
 *
 * @param payload the service's own copy
 * @param principalId of whom asks, see {@link Principal#id}
 */
@SuppressWarnings("ArrayRecordComponent") // identity is enough: nobody compares requests
public record ServiceRequest(Topic topic, byte[] payload, String clientId, String principalId) {
    /** Without the payload, which does not reach logs. */
    @Override
    public String toString() {
        return "ServiceRequest[" + topic + ", " + clientId + "]";
    }
}
