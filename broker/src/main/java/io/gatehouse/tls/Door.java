package io.gatehouse.tls;

/**
 * How a connection came in: what is spoken behind it, and whether the client was asked to prove a certificate. Chosen
 * from the ClientHello, before a certificate is asked for.
 */
public enum Door {
    /** MQTT, with a client certificate. */
    MQTT(true),
    /** HTTPS or WebSocket, with a client certificate. */
    HTTP(true),
    /** HTTPS or WebSocket of a client that signs its requests; no certificate is asked for, so nobody is known yet. */
    SIGNED(false);

    private final boolean asksForCertificate;

    Door(boolean asksForCertificate) {
        this.asksForCertificate = asksForCertificate;
    }

    boolean asksForCertificate() {
        return asksForCertificate;
    }
}
