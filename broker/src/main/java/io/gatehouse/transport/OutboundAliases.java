package io.gatehouse.transport;

import io.gatehouse.mqtt.Topic;
import java.util.HashMap;
import java.util.Map;

/**
 * The topic aliases the server has set towards one 5.0 client (section 3.3.2.3.4). Confined to the connection's loop.
 *
 * <p>First come, first served: the first topics sent get the aliases the client offers, and keep them. A connection
 * with few topics, which is the common one, saves the names of all its messages; one with many loses nothing.
 */
final class OutboundAliases {
    private final int maximum;
    private final Map<Topic, Integer> byTopic = new HashMap<>(4);

    OutboundAliases(int maximum) {
        this.maximum = maximum;
    }

    /** The alias of a topic that has one, or 0. */
    int known(Topic topic) {
        Integer alias = byTopic.get(topic);
        return alias == null ? 0 : alias;
    }

    /** A new alias for a topic that has none, or 0 when all are taken. */
    int assign(Topic topic) {
        if (byTopic.size() >= maximum) {
            return 0; // [MQTT-3.1.2-26]
        }
        int alias = byTopic.size() + 1;
        byTopic.put(topic, alias);
        return alias;
    }
}
