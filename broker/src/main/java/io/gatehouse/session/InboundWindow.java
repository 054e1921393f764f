package io.gatehouse.session;

import io.netty.util.collection.IntObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The packet ids of QoS 2 messages a client has sent and not released. Confined to the session's loop.
 *
 * <p>A message is routed when its PUBLISH first arrives (method A of section 4.3.3) and its id is kept until PUBREL: a
 * PUBLISH with a kept id is a repetition and is only acknowledged again.
 */
final class InboundWindow {
    private final int receiveMaximum;
    private @Nullable IntObjectHashMap<Boolean> unreleased; // most clients never send QoS 2

    InboundWindow(int receiveMaximum) {
        this.receiveMaximum = receiveMaximum;
    }

    boolean contains(int packetId) {
        return unreleased != null && unreleased.containsKey(packetId);
    }

    /** False when the client already has as many open as the server takes. [MQTT-3.3.4-7] */
    boolean add(int packetId) {
        if (unreleased == null) {
            unreleased = new IntObjectHashMap<>(4);
        }
        if (unreleased.size() >= receiveMaximum) {
            return false;
        }
        unreleased.put(packetId, Boolean.TRUE);
        return true;
    }

    /** PUBREL came; false when the id was not known. */
    boolean release(int packetId) {
        if (unreleased == null || unreleased.remove(packetId) == null) {
            return false;
        }
        if (unreleased.isEmpty()) {
            unreleased = null;
        }
        return true;
    }
}
