package io.gatehouse.session;

import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.reason.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything that follows from a {@link CloseReason}.
 *
 * @param reason stable code for log, metric and event
 * @param disconnectCode what a 5.0 client is told before the socket closes, or {@code null} for silence; a 3.1.1
 *     client is never told
 * @param publishesWill whether the will is due
 * @param byClient who began it
 * @param detail for the operator's log; may hold what the peer sent
 */
public record Ending(
        Reason reason, @Nullable ReasonCode disconnectCode, boolean publishesWill, boolean byClient, String detail) {

    public static Ending of(CloseReason closeReason) {
        return switch (closeReason) {
            case CloseReason.PeerDisconnected(ReasonCode code) ->
                // [MQTT-3.14.4-3]: only a normal disconnection discards the will.
                new Ending(Reason.CLIENT_DISCONNECT, null, code != ReasonCode.SUCCESS, true, code.name());
            case CloseReason.ConnectionLost(String detail) ->
                new Ending(Reason.CONNECTION_LOST, null, true, true, detail);
            case CloseReason.Violation(ReasonCode code, String detail) ->
                new Ending(reasonOf(code), code, true, false, detail);
            case CloseReason.TlsViolation(Reason reason, String detail) ->
                new Ending(reason, null, true, false, detail);
            case CloseReason.FrameViolation(String detail) ->
                new Ending(Reason.WEBSOCKET_VIOLATION, null, true, false, detail);
            case CloseReason.ConnectRefused(Reason reason, String detail, var _, var _) ->
                new Ending(reason, null, false, false, detail);
            case CloseReason.Denied(Reason reason, String detail, var _) ->
                new Ending(reason, ReasonCode.NOT_AUTHORIZED, true, false, detail);
            case CloseReason.LimitExceeded(Reason reason, ReasonCode code, String detail) ->
                new Ending(reason, code, true, false, detail);
            case CloseReason.TakenOver(String detail) ->
                new Ending(Reason.TAKEN_OVER, ReasonCode.SESSION_TAKEN_OVER, true, false, detail);
            case CloseReason.KeepAliveExpired() ->
                new Ending(Reason.KEEP_ALIVE_TIMEOUT, ReasonCode.KEEP_ALIVE_TIMEOUT, true, false, "");
            case CloseReason.SignedTimeOver(Duration limit) ->
                new Ending(Reason.SIGNED_TIME_OVER, ReasonCode.MAXIMUM_CONNECT_TIME, true, false, "open for " + limit);
            case CloseReason.RightsWithdrawn(Reason reason, var _) ->
                new Ending(reason, ReasonCode.NOT_AUTHORIZED, true, false, "");
            case CloseReason.Administrative() ->
                new Ending(Reason.ADMINISTRATIVE_ACTION, ReasonCode.ADMINISTRATIVE_ACTION, true, false, "");
            case CloseReason.StoreFailed(String detail) ->
                new Ending(Reason.STORE_UNAVAILABLE, ReasonCode.SERVER_BUSY, true, false, detail);
            case CloseReason.ShuttingDown() ->
                // A stopping server may defer wills (section 3.1.2.5 of 3.1.1): they are published at the next start.
                new Ending(Reason.SERVER_SHUTTING_DOWN, ReasonCode.SERVER_SHUTTING_DOWN, false, false, "");
            case CloseReason.Defect(Throwable cause) ->
                new Ending(Reason.SERVER_DEFECT, ReasonCode.UNSPECIFIED_ERROR, true, false, String.valueOf(cause));
        };
    }

    /** {@code disconnectReason} of the lifecycle event. */
    public String awsReason() {
        return DisconnectReason.of(reason);
    }

    /** The violations that have a code of their own in the list of reasons; the others are one kind. */
    private static Reason reasonOf(ReasonCode code) {
        return switch (code) {
            case MALFORMED_PACKET -> Reason.MALFORMED_PACKET;
            case PACKET_TOO_LARGE -> Reason.PACKET_TOO_LARGE;
            case TOPIC_ALIAS_INVALID -> Reason.TOPIC_ALIAS_INVALID;
            case TOPIC_NAME_INVALID -> Reason.TOPIC_INVALID;
            case TOPIC_FILTER_INVALID -> Reason.FILTER_INVALID;
            case RECEIVE_MAXIMUM_EXCEEDED -> Reason.RECEIVE_MAXIMUM_EXCEEDED;
            case QOS_NOT_SUPPORTED -> Reason.QOS_UNSUPPORTED;
            case CLIENT_IDENTIFIER_NOT_VALID -> Reason.CLIENT_ID_INVALID;
            case UNSUPPORTED_PROTOCOL_VERSION -> Reason.PROTOCOL_VERSION_UNSUPPORTED;
            case SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED -> Reason.SUBSCRIPTION_ID_UNSUPPORTED;
            default -> Reason.PROTOCOL_ERROR;
        };
    }
}
