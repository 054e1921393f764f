package io.gatehouse.load.device;

/**
 * What a CONNECT asks of the broker.
 *
 * @param clean whether what was kept is forgotten
 * @param expirySeconds how long it is kept behind the connection; in MQTT 3.1.1 anything above 0 is for ever
 * @param keepAliveSeconds 0 for none
 */
public record Session(boolean clean, long expirySeconds, int keepAliveSeconds) {
    /** Ends with its connection. */
    public static Session transientOne(int keepAliveSeconds) {
        return new Session(true, 0, keepAliveSeconds);
    }

    /** Found again by the next connection. */
    public static Session persistent(int keepAliveSeconds) {
        return new Session(false, 3600, keepAliveSeconds);
    }
}
