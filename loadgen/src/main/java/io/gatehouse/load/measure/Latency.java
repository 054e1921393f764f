package io.gatehouse.load.measure;

/** What is timed, in nanoseconds. */
public enum Latency {
    /** TCP and TLS, from the beginning of the connect. */
    TLS("tls"),
    /** From the beginning of the connect to CONNACK. */
    CONNECT("connect"),
    /** From the moment a message was due to its acknowledgement; QoS 1 and 2. */
    ACKNOWLEDGEMENT("acknowledgement"),
    /** From the moment a message was due to its arrival at a subscriber. */
    DELIVERY("delivery"),
    /** From the moment a message was due to the moment it was sent: the generator's own delay. */
    SEND_LAG("send lag"),
    /** From a revocation to the end of the connection. */
    CLOSE("close");

    private final String title;

    Latency(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
