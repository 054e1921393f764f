package io.gatehouse.mqtt;

import java.util.List;

/**
 * SUBSCRIBE (section 3.8).
 *
 * @param subscriptionId 0 for none, else 1 to 268,435,455; holds for every subscription of the packet
 */
public record Subscribe(int packetId, int subscriptionId, List<Subscription> subscriptions) implements Packet {
    public Subscribe {
        subscriptions = List.copyOf(subscriptions);
    }

    /** When retained messages are sent at subscribe time (section 3.8.3.1). The ordinal is the wire value. */
    public enum RetainHandling {
        SEND,
        SEND_IF_NEW,
        DO_NOT_SEND
    }

    /**
     * One filter and its options. The filter is the text as sent: it is judged one by one, because one bad filter
     * refuses itself and not the packet.
     */
    public record Subscription(
            String filter, Qos qos, boolean noLocal, boolean retainAsPublished, RetainHandling retainHandling) {}
}
