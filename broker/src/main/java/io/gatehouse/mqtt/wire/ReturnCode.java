package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.ReasonCode;

/** The CONNACK return codes of 3.1 and 3.1.1 (section 3.2.2.3 of 3.1.1). */
final class ReturnCode {
    /** No return code fits: the connection is closed without CONNACK ([MQTT-3.2.2-6] of 3.1.1). */
    static final int NONE = -1;

    private static final int ACCEPTED = 0;
    private static final int UNACCEPTABLE_PROTOCOL_VERSION = 1;
    private static final int IDENTIFIER_REJECTED = 2;
    private static final int SERVER_UNAVAILABLE = 3;
    private static final int BAD_USER_NAME_OR_PASSWORD = 4;
    private static final int NOT_AUTHORIZED = 5;

    private ReturnCode() {}

    static int of(ReasonCode reasonCode) {
        return switch (reasonCode) {
            case SUCCESS -> ACCEPTED;
            case UNSUPPORTED_PROTOCOL_VERSION -> UNACCEPTABLE_PROTOCOL_VERSION;
            case CLIENT_IDENTIFIER_NOT_VALID -> IDENTIFIER_REJECTED;
            case SERVER_UNAVAILABLE,
                    SERVER_BUSY,
                    SERVER_SHUTTING_DOWN,
                    QUOTA_EXCEEDED,
                    CONNECTION_RATE_EXCEEDED,
                    USE_ANOTHER_SERVER,
                    SERVER_MOVED,
                    UNSPECIFIED_ERROR,
                    IMPLEMENTATION_SPECIFIC_ERROR -> SERVER_UNAVAILABLE;
            case BAD_USER_NAME_OR_PASSWORD, BAD_AUTHENTICATION_METHOD -> BAD_USER_NAME_OR_PASSWORD;
            case NOT_AUTHORIZED, BANNED, ADMINISTRATIVE_ACTION -> NOT_AUTHORIZED;
            default -> NONE; // the closed list is that of 3.1.1, not that of 5.0
        };
    }
}
