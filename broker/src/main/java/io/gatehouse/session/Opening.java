package io.gatehouse.session;

import io.gatehouse.reason.Reason;

/** What became of an admitted CONNECT that asked for its session. */
public sealed interface Opening {
    /**
     * The session is there and attached.
     *
     * @param present whether state of an earlier connection goes on; CONNACK says so [MQTT-3.2.2-2], [MQTT-3.2.2-3]
     * @param expirySeconds the session expiry granted
     */
    record Opened(Session session, boolean present, long expirySeconds) implements Opening {}

    record Refused(Reason reason, String detail) implements Opening {}
}
