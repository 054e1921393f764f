package io.gatehouse.session;

import io.gatehouse.reason.Reason;

/**
 * AWS's coarser word for our reasons: {@code disconnectReason} of the lifecycle event "disconnected" (AWS IoT developer
 * guide, "Lifecycle events"). A limit of the whole broker, or of the receiver of what a client publishes, is THROTTLED:
 * the client did nothing wrong.
 */
final class DisconnectReason {
    private DisconnectReason() {}

    static String of(Reason reason) {
        return switch (reason.stage()) {
            case TLS -> "CLIENT_ERROR"; // what TLS allows and this broker does not, after the handshake
            case CERTIFICATE, CONNECT -> "AUTH_ERROR"; // the right to be connected was withdrawn
            case PUBLISH, SUBSCRIBE, DELIVERY -> ofMessage(reason);
            case REQUEST -> "CLIENT_ERROR"; // of HTTPS: no session ends by it
            case END -> ofEnd(reason);
        };
    }

    private static String ofMessage(Reason reason) {
        return switch (reason) {
            case PUBLISH_NOT_AUTHORIZED,
                    RETAIN_NOT_AUTHORIZED,
                    SUBSCRIBE_NOT_AUTHORIZED,
                    RECEIVE_NOT_AUTHORIZED,
                    TOPIC_RESERVED -> "FORBIDDEN_ACCESS";
            case RETAINED_LIMIT, ROUTER_OVERLOADED, QUEUE_FULL -> "THROTTLED";
            default -> "CLIENT_ERROR";
        };
    }

    private static String ofEnd(Reason reason) {
        return switch (reason) {
            case CLIENT_DISCONNECT -> "CLIENT_INITIATED_DISCONNECT";
            case CONNECTION_LOST -> "CONNECTION_LOST";
            case KEEP_ALIVE_TIMEOUT -> "MQTT_KEEP_ALIVE_TIMEOUT";
            case SIGNED_TIME_OVER -> "WEBSOCKET_TTL_EXPIRATION";
            case TAKEN_OVER -> "DUPLICATE_CLIENTID";
            case ADMINISTRATIVE_ACTION -> "API_INITIATED_DISCONNECT";
            case SERVER_SHUTTING_DOWN -> "SERVER_INITIATED_DISCONNECT";
            case SERVER_DEFECT, STORE_UNAVAILABLE -> "SERVER_ERROR";
            default -> "CLIENT_ERROR";
        };
    }
}
