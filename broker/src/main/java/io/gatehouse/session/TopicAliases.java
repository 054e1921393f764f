package io.gatehouse.session;

import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Topic;
import org.jspecify.annotations.Nullable;

/**
 * The topic aliases a client has set on one connection (section 3.3.2.3.4). Confined to the session's loop; a new
 * connection begins with a new table. [MQTT-3.3.2-7]
 */
final class TopicAliases {
    private final int maximum;
    private @Nullable Topic[] topics = new Topic[0];

    TopicAliases(int maximum) {
        this.maximum = maximum;
    }

    /**
     * The topic a PUBLISH with {@code alias} is for; remembers it when the packet carried both.
     *
     * @param topic {@link Topic#NONE} when the packet carried only the alias
     */
    Topic resolve(Topic topic, int alias) {
        if (alias > maximum) {
            throw new ProtocolException(
                    ReasonCode.TOPIC_ALIAS_INVALID,
                    "MQTT-3.3.2-9",
                    "topic alias: " + alias + " (expected: 1 to " + maximum + ")");
        }
        if (!topic.equals(Topic.NONE)) {
            remember(topic, alias);
            return topic;
        }
        Topic known = alias < topics.length ? topics[alias] : null;
        if (known == null) {
            throw new ProtocolException(
                    ReasonCode.PROTOCOL_ERROR,
                    "MQTT-3.3.2-12",
                    "topic alias: " + alias + " (expected: one that was set on this connection)");
        }
        return known;
    }

    private void remember(Topic topic, int alias) {
        if (alias >= topics.length) {
            @Nullable Topic[] longer = new Topic[Math.min(maximum, Math.max(alias, topics.length * 2)) + 1];
            System.arraycopy(topics, 0, longer, 0, topics.length);
            topics = longer;
        }
        topics[alias] = topic;
    }
}
