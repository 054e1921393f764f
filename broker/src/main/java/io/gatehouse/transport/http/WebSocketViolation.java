package io.gatehouse.transport.http;

/** A frame that RFC 6455, or section 6 of MQTT 5.0, does not allow. Without a stack trace: it is the peer's fault. */
public final class WebSocketViolation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    /** @param status of the Close frame that answers it (RFC 6455 section 7.4.1) */
    WebSocketViolation(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
