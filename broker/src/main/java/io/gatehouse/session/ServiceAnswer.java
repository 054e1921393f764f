package io.gatehouse.session;

import io.gatehouse.mqtt.Topic;

/**
 * What a service answers the client that asked, and nobody else.
 *
 * @param payload given away: not written to any more
 */
@SuppressWarnings("ArrayRecordComponent") // identity is enough: nobody compares answers
public record ServiceAnswer(Topic topic, byte[] payload) {
    /** Without the payload, which may have a private key in it. */
    @Override
    public String toString() {
        return "ServiceAnswer[" + topic + ", " + payload.length + " bytes]";
    }
}
