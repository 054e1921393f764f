package io.gatehouse.mqtt;

import io.gatehouse.reason.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The peer broke the protocol. Thrown in {@code mqtt.wire} and {@code session}, caught once, in {@code Connection}.
 * Stackless: where it was thrown says nothing that {@link #clause()} does not say better, and a hostile peer can cause
 * millions of them.
 */
public final class ProtocolException extends RuntimeException {
    private final ReasonCode reasonCode;
    private final @Nullable Reason limit;
    private final String clause;

    /**
     * @param clause the clause that was broken, {@code MQTT-3.3.1-4}, or a section, {@code 3.1.2.11}
     * @param detail what was wrong, as {@code name: value (expected: …)}; shown to the operator and, on request, the
     *     peer
     */
    public ProtocolException(ReasonCode reasonCode, String clause, String detail) {
        this(reasonCode, null, clause, detail);
    }

    /**
     * As the other, for what the protocol allows and a limit of the broker does not.
     *
     * @param limit the limit's own reason, where {@code reasonCode} alone does not say which one it is
     */
    public ProtocolException(ReasonCode reasonCode, @Nullable Reason limit, String clause, String detail) {
        super(detail + " [" + clause + "]", null, false, false);
        this.reasonCode = reasonCode;
        this.limit = limit;
        this.clause = clause;
    }

    public ReasonCode reasonCode() {
        return reasonCode;
    }

    /** The limit of the broker that was exceeded; {@code null} where the reason code says it all. */
    public @Nullable Reason limit() {
        return limit;
    }

    public String clause() {
        return clause;
    }
}
