package io.gatehouse.session;

import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packet ids of QoS 2 messages a client has sent and not released. Confined to the session's loop.
 *
 * <p>A message is routed when its PUBLISH first arrives (method A of section 4.3.3) and its id is kept until PUBREL: a
 * PUBLISH with a kept id is a repetition and is only acknowledged again.
 */
final class InboundWindow {
    /** How far the exchange of one id has come. */
    enum Step {
        /** The message is on its way through the log; PUBREC follows. */
        PENDING,
        /** PUBREC was sent; nothing of it is stored. */
        RECEIVED,
        /** PUBREC was sent; the id lies in the store, so that a repetition is known after a crash. */
        STORED,
        /** PUBREL came; PUBCOMP follows when the id is gone from the store. */
        RELEASING
    }

    private final int receiveMaximum;
    private @Nullable IntObjectHashMap<Step> steps; // most clients never send QoS 2

    InboundWindow(int receiveMaximum) {
        this.receiveMaximum = receiveMaximum;
    }

    /** Null for an id that is free. */
    @Nullable
    Step step(int packetId) {
        return steps == null ? null : steps.get(packetId);
    }

    /** False when the client already has as many open as the server takes. [MQTT-3.3.4-7] */
    boolean add(int packetId, Step step) {
        if (steps == null) {
            steps = new IntObjectHashMap<>(4);
        }
        if (steps.size() >= receiveMaximum) {
            return false;
        }
        steps.put(packetId, step);
        return true;
    }

    void move(int packetId, Step step) {
        if (steps != null && steps.containsKey(packetId)) {
            steps.put(packetId, step);
        }
    }

    void remove(int packetId) {
        if (steps != null) {
            var _ = steps.remove(packetId);
            if (steps.isEmpty()) {
                steps = null;
            }
        }
    }

    /** Ids that lie in the store, or may: what ends with the session. */
    List<Integer> stored() {
        List<Integer> stored = new ArrayList<>(0);
        if (steps != null) {
            steps.forEach((packetId, step) -> {
                if (step != Step.RECEIVED) {
                    stored.add(packetId);
                }
            });
        }
        return stored;
    }
}
