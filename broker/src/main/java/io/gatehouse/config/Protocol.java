package io.gatehouse.config;

/** What is spoken behind the TLS of a listener. */
public enum Protocol {
    /** MQTT on the bare connection. */
    MQTT,
    /** HTTPS requests of the data plane. */
    HTTPS,
    /** MQTT over WebSocket. */
    WSS
}
