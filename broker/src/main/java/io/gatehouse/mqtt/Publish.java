package io.gatehouse.mqtt;

/**
 * PUBLISH as it travels between the broker and one peer (section 3.3).
 *
 * @param packetId 1 to 65,535; 0 for QoS 0
 * @param topicAlias 0 for none. Inbound, a message that came with only an alias has {@link Topic#NONE} until the
 *     session resolves it
 */
public record Publish(Message message, int packetId, boolean duplicate, int topicAlias, SubscriptionIds subscriptionIds)
        implements Packet {}
