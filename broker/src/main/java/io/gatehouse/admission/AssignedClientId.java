package io.gatehouse.admission;

import java.util.UUID;

/** Client ids the server makes for clients that send an empty one; in the form AWS IoT Core gives them. */
public final class AssignedClientId {
    static final String PREFIX = "$GEN/";

    private AssignedClientId() {}

    /** Unique, and unpredictable: nobody can wait for it. [MQTT-3.1.3-6], [MQTT-3.1.3-7] */
    public static String next() {
        return PREFIX + UUID.randomUUID();
    }

    /** True for ids in this form: a client may be given one, but not bring one. */
    public static boolean isOne(String clientId) {
        return clientId.startsWith(PREFIX);
    }
}
