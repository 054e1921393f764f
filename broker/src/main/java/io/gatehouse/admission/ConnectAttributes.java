package io.gatehouse.admission;

import io.gatehouse.mqtt.Connect;
import java.util.List;

/**
 * What a CONNECT asks for beyond a connection, as the condition key {@code iot:ConnectAttributes} sees it. Kept as long
 * as the connection lives, because {@code iot:Connect} is decided again when rights change; hence one of
 * four constants and no packet.
 */
public enum ConnectAttributes {
    NONE,
    PERSISTENT,
    LAST_WILL,
    PERSISTENT_AND_LAST_WILL;

    /**
     * Persistent is what resumes a session or leaves one behind: of 3.1.1 without clean session; of 5.0 without clean
     * start, or with a session expiry interval. An interval of zero cannot be raised later [MQTT-3.14.2-2], so a
     * connection that is not persistent stays so.
     */
    public static ConnectAttributes of(Connect connect) {
        boolean persistent = !connect.cleanStart() || connect.sessionExpirySeconds() > 0;
        return of(persistent, connect.will() != null);
    }

    /** Of what a session has stored of its last connection. */
    public static ConnectAttributes of(boolean persistent, boolean lastWill) {
        if (!lastWill) {
            return persistent ? PERSISTENT : NONE;
        }
        return persistent ? PERSISTENT_AND_LAST_WILL : LAST_WILL;
    }

    public boolean isPersistent() {
        return this == PERSISTENT || this == PERSISTENT_AND_LAST_WILL;
    }

    public boolean hasLastWill() {
        return this == LAST_WILL || this == PERSISTENT_AND_LAST_WILL;
    }

    /** As policies name them. */
    List<String> names() {
        return switch (this) {
            case NONE -> List.of();
            case PERSISTENT -> List.of("PersistentConnect");
            case LAST_WILL -> List.of("LastWill");
            case PERSISTENT_AND_LAST_WILL -> List.of("PersistentConnect", "LastWill");
        };
    }
}
