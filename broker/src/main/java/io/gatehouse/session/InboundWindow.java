package io.gatehouse.session;

import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The packet ids of QoS 2 messages a client has sent and not released. Confined to the session's loop.
 *
 * <p>A message is routed when its PUBLISH first arrives (method A of section 4.3.3) and its id is kept until PUBREL: a
 * PUBLISH with a kept id is a repetition and is only acknowledged again.
 *
 * <p>The receive maximum counts what the present connection has opened (section 4.9): ids that earlier ones left open
 * are released beside it. A client that leaves some in every connection is bounded nevertheless, by
 * {@value #CONNECTIONS} times the receive maximum together.
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

    private static final int CONNECTIONS = 8;

    private final int receiveMaximum;
    private @Nullable IntObjectHashMap<Step> steps; // most clients never send QoS 2
    private Set<Integer> earlier = Set.of(); // of former connections; few clients leave any

    InboundWindow(int receiveMaximum) {
        this.receiveMaximum = receiveMaximum;
    }

    /** What is open now was opened by an earlier connection. */
    void connectionBegins() {
        IntObjectHashMap<Step> open = steps;
        earlier = open == null ? Set.of() : new HashSet<>(open.keySet());
    }

    /** An id of an earlier life of the broker, however many the server takes today. */
    void restore(int packetId) {
        put(packetId, Step.STORED);
    }

    /** Null for an id that is free. */
    @Nullable
    Step step(int packetId) {
        return steps == null ? null : steps.get(packetId);
    }

    /** False when the client already has as many open as the server takes. [MQTT-3.3.4-7] */
    boolean add(int packetId, Step step) {
        int open = steps == null ? 0 : steps.size();
        if (open - earlier.size() >= receiveMaximum || open >= CONNECTIONS * receiveMaximum) {
            return false;
        }
        put(packetId, step);
        return true;
    }

    private void put(int packetId, Step step) {
        if (steps == null) {
            steps = new IntObjectHashMap<>(4);
        }
        steps.put(packetId, step);
    }

    void move(int packetId, Step step) {
        if (steps != null && steps.containsKey(packetId)) {
            steps.put(packetId, step);
        }
    }

    void remove(int packetId) {
        if (steps != null) {
            var _ = steps.remove(packetId);
            if (!earlier.isEmpty()) {
                var _ = earlier.remove(packetId);
            }
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
