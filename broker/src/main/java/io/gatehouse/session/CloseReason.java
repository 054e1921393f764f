package io.gatehouse.session;

import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.policy.Denial;
import io.gatehouse.reason.Reason;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection ends. A connection ends only through one of these, in one place; {@link Ending#of} maps it to
 * everything that follows from it.
 */
public sealed interface CloseReason {
    /** The client sent DISCONNECT. */
    record PeerDisconnected(ReasonCode code) implements CloseReason {}

    /** The network connection ended on the client's side, without DISCONNECT. */
    record ConnectionLost(String detail) implements CloseReason {}

    /** The client broke the protocol. */
    record Violation(ReasonCode code, String detail) implements CloseReason {}

    /** The client did what TLS allows and this broker does not, after the handshake. */
    record TlsViolation(Reason reason, String detail) implements CloseReason {}

    /** The client broke the protocol of the WebSocket that carries its MQTT. */
    record FrameViolation(String detail) implements CloseReason {}

    /** CONNECT was refused; the peer was told by CONNACK where the protocol has one for it. */
    record ConnectRefused(
            Reason reason,
            String detail,
            @Nullable Denial denial,
            @Nullable String thing) implements CloseReason {}

    /** A rule or a policy denied something that the protocol version has no other answer for. */
    record Denied(Reason reason, String detail, @Nullable Denial denial) implements CloseReason {}

    /** A limit or a rule of this broker was exceeded. */
    record LimitExceeded(Reason reason, ReasonCode code, String detail) implements CloseReason {}

    /**
     * Another connection presented the same client id. [MQTT-3.1.4-3]
     *
     * @param detail which one
     */
    record TakenOver(String detail) implements CloseReason {}

    /** Nothing came for one and a half times the keep-alive. [MQTT-3.1.2-22] */
    record KeepAliveExpired() implements CloseReason {}

    /** A signature opened it, and that was so long ago. */
    record SignedTimeOver(Duration limit) implements CloseReason {}

    /** The certificate, or its right to connect, was withdrawn while the connection lived. */
    record RightsWithdrawn(Reason reason, @Nullable Denial denial) implements CloseReason {}

    /** An operator ended it. */
    record Administrative() implements CloseReason {}

    /** What the session needs cannot be stored or read now. The client may come back. */
    record StoreFailed(String detail) implements CloseReason {}

    /** The broker is stopping. */
    record ShuttingDown() implements CloseReason {}

    /** Our own defect; the only one that logs a stack trace. */
    record Defect(Throwable cause) implements CloseReason {}

    /** What the policies denied, where that is why. */
    default @Nullable Denial denial() {
        return null;
    }

    /** What an exception on a connection means: the peer's fault, the network's, or ours. */
    static CloseReason of(Throwable cause) {
        return switch (cause) {
            case ProtocolException violation -> broken(violation);
            case IOException lost -> new ConnectionLost(String.valueOf(lost.getMessage()));
            default ->
                // Netty wraps what TLS found wrong into an exception of its decoders.
                cause.getCause() instanceof SSLException tls
                        ? new ConnectionLost(String.valueOf(tls.getMessage()))
                        : new Defect(cause);
        };
    }

    private static CloseReason broken(ProtocolException violation) {
        Reason limit = violation.limit();
        String detail = String.valueOf(violation.getMessage());
        return limit == null
                ? new Violation(violation.reasonCode(), detail)
                : new LimitExceeded(limit, violation.reasonCode(), detail);
    }
}
