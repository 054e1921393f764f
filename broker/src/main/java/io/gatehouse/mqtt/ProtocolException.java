package io.gatehouse.mqtt;

/**
 * The peer broke the protocol. Thrown in {@code mqtt.wire} and {@code session}, caught once, in {@code Connection}.
 * Stackless: where it was thrown says nothing that {@link #clause()} does not say better, and a hostile peer can cause
 * millions of them.
 */
public final class ProtocolException extends RuntimeException {
    private final ReasonCode reasonCode;
    private final String clause;

    /**
     * @param clause the clause that was broken, {@code MQTT-3.3.1-4}, or a section, {@code 3.1.2.11}
     * @param detail what was wrong, as {@code name: value (expected: …)}; shown to the operator and, on request, the
     *     peer
     */
    public ProtocolException(ReasonCode reasonCode, String clause, String detail) {
        super(detail + " [" + clause + "]", null, false, false);
        this.reasonCode = reasonCode;
        this.clause = clause;
    }

    public ReasonCode reasonCode() {
        return reasonCode;
    }

    public String clause() {
        return clause;
    }
}
