package io.gatehouse.mqtt.wire.hivemq;

import com.hivemq.mqtt.message.auth.AUTH;
import com.hivemq.mqtt.message.disconnect.DISCONNECT;
import io.gatehouse.mqtt.Auth;
import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ReasonCode;

/** HiveMQ's DISCONNECT and AUTH as ours. */
final class DisconnectTranslation {
    private DisconnectTranslation() {}

    static Disconnect of(DISCONNECT disconnect) {
        ReasonCode reasonCode = known(disconnect.getReasonCode().getCode());
        if (!isSentByClients(reasonCode)) {
            throw new ProtocolException(
                    ReasonCode.PROTOCOL_ERROR,
                    "MQTT-3.14.2-1",
                    "DISCONNECT reason code: " + reasonCode + " (expected: one a client may send)");
        }
        long expiry = disconnect.getSessionExpiryInterval();
        boolean isSet = expiry != DISCONNECT.SESSION_EXPIRY_NOT_SET;
        return new Disconnect(reasonCode, isSet ? expiry : Disconnect.UNCHANGED, disconnect.getReasonString());
    }

    static Auth of(AUTH auth) {
        return new Auth(known(auth.getReasonCode().getCode()));
    }

    private static ReasonCode known(int value) {
        ReasonCode reasonCode = ReasonCode.of(value);
        if (reasonCode == null) {
            throw new IllegalStateException("reason code: " + value + " (expected: one of section 2.4)");
        }
        return reasonCode;
    }

    /** The column "Sent by" of section 3.14.2.1. */
    private static boolean isSentByClients(ReasonCode reasonCode) {
        return switch (reasonCode) {
            case SUCCESS,
                    DISCONNECT_WITH_WILL_MESSAGE,
                    UNSPECIFIED_ERROR,
                    MALFORMED_PACKET,
                    PROTOCOL_ERROR,
                    IMPLEMENTATION_SPECIFIC_ERROR,
                    TOPIC_NAME_INVALID,
                    RECEIVE_MAXIMUM_EXCEEDED,
                    TOPIC_ALIAS_INVALID,
                    PACKET_TOO_LARGE,
                    MESSAGE_RATE_TOO_HIGH,
                    QUOTA_EXCEEDED,
                    ADMINISTRATIVE_ACTION,
                    PAYLOAD_FORMAT_INVALID -> true;
            default -> false; // the closed list is the table's
        };
    }
}
